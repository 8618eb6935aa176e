-- The keys of the broker's operator and accounts. The private halves are sealed under the platform's key file, and gone once a key is retired.
create table broker_key (
    public_key text primary key,
    kind text not null,
    state text not null,
    sealed_seed bytea,
    created_at timestamptz not null,
    -- In this state since.
    since timestamptz not null,
    -- Of a NEXT one: since when the broker has it in its claims.
    known_at timestamptz,
    -- Of the CURRENT one: when somebody asked for another, and whether it was because this one leaked.
    rotate_at timestamptz,
    is_leaked boolean not null default false,
    -- Of a RETIRING one: when nothing that it signed holds any more.
    retire_at timestamptz,
    check ((sealed_seed is null) = (state = 'RETIRED'))
);
create unique index broker_key_current on broker_key (kind) where state = 'CURRENT';
create unique index broker_key_next on broker_key (kind) where state = 'NEXT';

-- Whether the broker has been told all that is to be in its accounts' claims: it has when "pushed" has reached "wanted".
create table broker_claims (
    is_only boolean primary key default true check (is_only),
    wanted bigint not null default 1,
    pushed bigint not null default 0,
    -- The time in the newest claims; rises with each, in whole seconds.
    issued_at timestamptz not null default 'epoch'
);
insert into broker_claims default values;

-- What became of which key. Insert only.
create table broker_step (
    id uuid primary key,
    at timestamptz not null,
    what text not null,
    kind text not null,
    public_key text not null
);
do $$
begin
    execute format('revoke update, delete on broker_step from %I', current_setting('holdfast.app_role'));
end
$$;
