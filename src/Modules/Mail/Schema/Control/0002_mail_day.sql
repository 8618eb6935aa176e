-- How many mails a tenant has written on a day, which begins at midnight, UTC.
create table mail_day (
    tenant_id uuid not null,
    day timestamptz not null,
    written integer not null,
    primary key (tenant_id, day)
);
call protect('mail_day');
