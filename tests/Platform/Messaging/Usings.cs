global using System.Text;
global using Holdfast.Platform.Messaging;

[assembly: AssemblyFixture(typeof(Holdfast.Tests.Platform.Messaging.SharedServer))]
