using McpGateway.Tests.Logs;

[assembly: AssemblyFixture(typeof(NoSecretsInLogs))]
