-- What people attach to tickets. One whose content is still coming in is not whole, and nobody sees it. "merges" as with other parts of tickets.
create table ticket_attachment (
    tenant_id uuid not null,
    id uuid not null,
    ticket_id uuid not null,
    name text not null,
    media_type text not null,
    size bigint not null default 0,
    sha256 bytea,
    state text not null,
    detail text,
    attempts integer not null default 0,
    scanned_at timestamptz,
    is_whole boolean not null default false,
    reservation uuid not null,
    added_by jsonb not null,
    added_at timestamptz not null,
    merges uuid[] not null default '{}',
    primary key (tenant_id, id),
    constraint ticket_attachment_ticket_fkey foreign key (tenant_id, ticket_id) references ticket on delete cascade deferrable
);
create index on ticket_attachment (tenant_id, ticket_id, id);
call protect('ticket_attachment');

-- Its content, sealed, in pieces of 256 KiB. Sealed bytes do not get smaller, so nobody tries.
create table ticket_attachment_piece (
    tenant_id uuid not null,
    attachment_id uuid not null,
    number integer not null,
    content bytea not null,
    primary key (tenant_id, attachment_id, number),
    constraint ticket_attachment_piece_attachment_fkey foreign key (tenant_id, attachment_id) references ticket_attachment on delete cascade deferrable
);
alter table ticket_attachment_piece alter column content set storage external;
call protect('ticket_attachment_piece');
