using Holdfast.Tests.Harness;

[assembly: AssemblyFixture(typeof(TestServer))]
