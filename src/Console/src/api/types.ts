import type { components } from "./schema.gen";

/** Every type of the API, by its name there. */
export type Schemas = components["schemas"];

export type User = Schemas["UserView"];
export type Role = Schemas["RoleView"];
export type Policy = Schemas["PolicyView"];
export type UserGroup = Schemas["UserGroupView"];
export type LoginSession = Schemas["SessionView"];
export type TenantSummary = Schemas["TenantOfSession"];
export type SignedInView = Schemas["SessionTokens"];
export type Tenant = Schemas["TenantView"];
export type Place = Schemas["PlaceView"];
export type Placement = Schemas["PlacementView"];
export type Relocation = Schemas["RelocationView"];
export type Member = Schemas["MemberView"];
export type Invitation = Schemas["InvitationView"];
export type InvitationLook = Schemas["InvitationLook"];
export type Membership = Schemas["MembershipView"];
export type Mail = Schemas["MailView"];
export type Domain = Schemas["DomainView"];
export type FigureKind = Schemas["FigureKind"];
export type Visit = Schemas["VisitView"];
export type Organization = Schemas["OrganizationView"];
export type Group = Schemas["GroupView"];
export type EnrollmentToken = Schemas["NewEnrollmentTokenView"];
export type Device = Schemas["DeviceView"];
export type DeviceEvent = Schemas["LogEventRow"];
export type Inventory = Schemas["InventoryView"];
export type MetricSeries = Schemas["MetricSeriesView"];
export type Finding = Schemas["FindingView"];
export type Evidence = Schemas["Evidence"];
export type Health = Schemas["HealthView"];
export type HealthPart = Schemas["HealthPartView"];
export type Integration = Schemas["IntegrationView"];
export type Connector = Schemas["ConnectorDescription"];
export type ConnectorField = Schemas["FieldDescription"];
export type Ticket = Schemas["TicketView"];
export type TicketAction = Schemas["TicketActionRequest"];
export type Comment = Schemas["CommentView"];
export type AuditEntry = Schemas["AuditView"];
export type Webhook = Schemas["WebhookView"];
export type ApiKey = Schemas["ApiKeyView"];
export type Delivery = Schemas["DeliveryView"];

export type Severity = Finding["severity"];
export type Standing = Schemas["Standing"];
export type Level = "tenant" | "organization" | "group" | "device";
