-- The people who are there count. The owner is under the forced policies too, and sees nobody's rows unless it says so.
select set_config('holdfast.across', 'on', true);
insert into quota_use (tenant_id, quota, used) select tenant_id, 'seats', count(*) from app_user group by tenant_id;
