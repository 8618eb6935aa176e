-- What is said to people by mail. "sealed_text" may hold a link that lets somebody in: it goes when the mail was sent or is out of date. While a mail is
-- being sent its "due_at" stands as far ahead as that may take; with another process gone, it is due again then.
create table mail (
    tenant_id uuid not null,
    id uuid not null,
    recipient text not null,
    subject text not null,
    sealed_text bytea,
    state text not null constraint mail_state_check check (state in ('WAITING', 'SENT', 'FAILED', 'EXPIRED')),
    attempts integer not null default 0,
    error text,
    due_at timestamptz not null,
    good_until timestamptz not null,
    created_at timestamptz not null,
    sent_at timestamptz,
    primary key (tenant_id, id)
);
create index on mail (due_at) where state = 'WAITING';
create index on mail (good_until);
call protect('mail');
