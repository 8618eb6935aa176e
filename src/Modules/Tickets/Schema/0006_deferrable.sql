-- A tenant that is moved to another store arrives table by table.
alter table ticket_comment alter constraint ticket_comment_ticket_fkey deferrable;
