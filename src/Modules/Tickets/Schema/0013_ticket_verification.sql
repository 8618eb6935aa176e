-- Whether what a ticket's action has done was seen to be so afterwards, as its run says.
alter table ticket add verification text, add verified_at timestamptz;
