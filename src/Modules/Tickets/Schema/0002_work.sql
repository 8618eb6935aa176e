-- Executions become runs of the module Actions, which watches over them.
drop table ticket_execution;
