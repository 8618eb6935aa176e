-- Observables have one set of words, those of alerts. Rows of a server of the version before are read in either.
alter table ticket_observable no force row level security;
update ticket_observable set kind = case kind
    when 'ADDRESS' then 'IP_ADDRESS'
    when 'DOMAIN' then 'DOMAIN_NAME'
    when 'URL' then 'URL_STRING'
    when 'HOST' then 'HOSTNAME'
    when 'USER' then 'USER_NAME'
    when 'EMAIL' then 'EMAIL_ADDRESS' end
 where kind in ('ADDRESS', 'DOMAIN', 'URL', 'HOST', 'USER', 'EMAIL');
alter table ticket_observable force row level security;
