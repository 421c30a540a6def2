using static McpGateway.IntegrationTests.Registry.TestScopes;

namespace McpGateway.IntegrationTests.Registry;

/// <summary>The registry API for readers without a credential: one scope's servers where one is named, and nothing where none is.</summary>
public sealed class PublicRegistryTests
{
    private const string List = "/v0.1/servers";
    private const string Time = "/v0.1/servers/io.mcpgateway%2Fcurrenttime/versions/latest";
    private const string Other = "/v0.1/servers/io.mcpgateway%2Fother/versions/latest";

    [Theory]
    [InlineData(User, 200, 200, 404)]
    [InlineData("nothing-like-it", 200, 404, 404)]
    [InlineData("", 401, 401, 401)]
    [InlineData(null, 401, 401, 401)]
    public async Task Anybody_ReadsWhatTheScopeMayUse(string? scope, int list, int time, int other)
    {
        await using var host = await StartAsync(scope);

        var answers = new[] { await GetAsync(host, List), await GetAsync(host, Time), await GetAsync(host, Other) };

        Assert.Equal([list, time, other], answers.Select(static answer => answer.Status));
        Assert.DoesNotContain("other", answers[0].Text, StringComparison.Ordinal);
    }

    /// <summary>It opens nothing but the reading of the registry API, whatever the scope grants.</summary>
    [Theory]
    [InlineData("/api/servers")]
    [InlineData("/api/servers/currenttime/server.json")]
    [InlineData("/v0.1/other")]
    public async Task Anybody_ElsewhereNeedsACredential(string path)
    {
        await using var host = await StartAsync(Admin);

        Assert.True((await GetAsync(host, path)).Status is 401 or 404);
    }

    /// <summary>Whoever has a credential is who it says, and one that is no good is not made good by there being a public scope.</summary>
    [Fact]
    public async Task Credential_Presented_DecidesAlone()
    {
        await using var host = await StartAsync(User);

        Assert.Equal(0, (await host.GetAsync(NoAccess, List)).Json.GetProperty("metadata").GetProperty("count").GetInt32());
        Assert.Equal(2, (await host.GetAsync(Admin, List)).Json.GetProperty("metadata").GetProperty("count").GetInt32());
        Assert.Equal(401, (await GetAsync(host, List, ("Authorization", "Bearer of-nobody"))).Status);
        Assert.Equal(401, (await GetAsync(host, List, ("X-Authorization", "Bearer of-nobody"))).Status);
    }

    private static Task<Answer> GetAsync(RegistryHost host, string path, params (string Name, string Value)[] headers) =>
        host.GetAsync(Anonymous, path, headers);

    private static async Task<RegistryHost> StartAsync(string? scope)
    {
        var host = scope is null ? await RegistryHost.StartAsync() : await RegistryHost.StartAsync(("Registry:PublicScope", scope));
        await host.RegisterAsync("/currenttime");
        await host.RegisterAsync("/other");
        return host;
    }
}
