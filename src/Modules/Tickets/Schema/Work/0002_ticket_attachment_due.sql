-- Attachments that wait for a scanner, or whose content did not come in whole, and when it is time to look. Without a time they wait until this
-- installation has a scanner. Ids and times only, so that background work can see which tenants have one.
create table ticket_attachment_due (
    tenant_id uuid not null,
    attachment_id uuid not null,
    due_at timestamptz,
    primary key (tenant_id, attachment_id)
);
create index on ticket_attachment_due (due_at);
