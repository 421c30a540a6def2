using McpGateway.IntegrationTests.Identity.Management;

namespace McpGateway.IntegrationTests.Identity.Cognito;

/// <summary>What clients of the management API may rely on, with a Cognito user pool behind it.</summary>
public sealed class CognitoContractTests : ManagementContract
{
    private protected override async Task<ManagedWorld> StartAsync()
    {
        var cognito = await FakeCognito.StartAsync();
        cognito.AddGroups("public-mcp-users", "mcp-registry-user");
        return new World(cognito, await CognitoManagementTests.StartAsync(cognito));
    }

    private sealed class World(FakeCognito cognito, AuthHost host) : ManagedWorld(host)
    {
        public override IReadOnlyCollection<string> Violations => cognito.Violations;

        public override string Provider => "cognito";

        public override string SubjectOf(string id, string userName) => "cognito:" + id;

        public override string UnknownGroup(string name) => $"Group '{name}' not found in Cognito";

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            await cognito.DisposeAsync();
        }
    }
}
