-- How much people of the tenants above may do in a tenant; it says so itself.
alter table tenant add column provider_access text not null default 'FULL' constraint tenant_provider_access_check check (provider_access in ('NONE', 'READ', 'FULL'));
