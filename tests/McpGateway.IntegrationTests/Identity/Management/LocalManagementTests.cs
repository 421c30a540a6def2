using System.Net;

namespace McpGateway.IntegrationTests.Identity.Management;

/// <summary>The management API on local accounts.</summary>
public sealed class LocalManagementTests : ManagementContract
{
    private protected override async Task<ManagedWorld> StartAsync()
    {
        var host = await AuthHost.StartAsync();
        using var created = await host.PostAsync(Groups, new { name = "mcp-registry-user" }, await host.SignInAsync());
        Assert.Equal(HttpStatusCode.OK, created.StatusCode);
        return new World(host);
    }

    private sealed class World(AuthHost host) : ManagedWorld(host)
    {
        public override IReadOnlyCollection<string> Violations => [];

        public override string Provider => "local";

        public override string SubjectOf(string id, string userName) => "local:" + id;
    }
}
