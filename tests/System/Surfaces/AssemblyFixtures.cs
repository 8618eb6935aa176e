using Holdfast.Tests.Harness.Endpoints;

[assembly: AssemblyFixture(typeof(EndpointServer))]
