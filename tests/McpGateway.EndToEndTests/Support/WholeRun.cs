using McpGateway.EndToEndTests.Support;
using McpGateway.Tests.Logs;

[assembly: AssemblyFixture(typeof(BrowserPool))]
[assembly: AssemblyFixture(typeof(NoSecretsInLogs))]
[assembly: TestCollectionOrderer(typeof(LongestFirst))]
