using McpGateway.IntegrationTests.Registry;
using static McpGateway.IntegrationTests.Registry.TestScopes;

namespace McpGateway.IntegrationTests.Federation;

/// <summary>What came from a registry is given out in a registry's form again.</summary>
public sealed class ImportedPackageTests
{
    /// <summary>In the gateway's own namespace, whatever it is called at its source: names there may be taken here.</summary>
    private const string Name = "io.mcpgateway/io.example-filesystem";

    private const string Entry =
        """
        {"server":{"$schema":"https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json","name":"io.example/filesystem",
         "description":"Files of a machine","title":"Files","version":"1.2.3","websiteUrl":"https://example.com/files",
         "repository":{"url":"https://github.com/example/files","source":"github","subfolder":"src"},
         "packages":[{"registryType":"npm","identifier":"@example/files","version":"1.2.3","runtimeHint":"npx",
          "transport":{"type":"stdio"},"environmentVariables":[{"name":"ROOT","description":"Where","isRequired":true}]}]},
         "_meta":{"io.modelcontextprotocol.registry/official":{"status":"active","isLatest":true}}}
        """;

    [Fact]
    public async Task ImportedServer_WithPackages_IsGivenOutInTheFormOfTheSpecification()
    {
        await using var server = await SourceServer.StartAsync();
        server.Answer = static _ => (200, $$"""{"servers":[{{Entry}}]}""");
        await using var host = await FederationHost.StartAtAsync(server);
        await host.SyncAsync("anthropic");

        var list = await host.GetAsync(Admin, "/v0.1/servers");
        var listed = Assert.Single(list.Json.GetProperty("servers").EnumerateArray()).GetProperty("server");
        var name = listed.GetProperty("name").GetString()!;
        var one = await host.GetAsync(Admin, $"/v0.1/servers/{Uri.EscapeDataString(name)}/versions/latest");

        Assert.Empty(RegistrySchema.ProblemsOf(RegistrySchema.List, list.Json));
        Assert.Empty(RegistrySchema.ProblemsOf(RegistrySchema.Entry, one.Json));
        Assert.Equal(Name, name);
        var package = Assert.Single(one.Json.GetProperty("server").GetProperty("packages").EnumerateArray());
        Assert.Equal(
            ("npm", "@example/files", "stdio"),
            (package.GetProperty("registryType").GetString(), package.GetProperty("identifier").GetString(),
                package.GetProperty("transport").GetProperty("type").GetString()));
        Assert.Equal("1.2.3", listed.GetProperty("version").GetString());
    }

    [Theory]
    [InlineData("limit=0", 422, "limit")]
    [InlineData("limit=1001", 422, "limit")]
    [InlineData("limit=many", 422, "limit")]
    [InlineData("limit=1", 200, "servers")]
    [InlineData("limit=1000", 200, "servers")]
    [InlineData("include_deleted=maybe", 422, "include_deleted")]
    [InlineData("updated_since=2026-01-01T00:00:00Z&include_deleted=false", 400, "include_deleted")]
    public async Task List_Parameters_HaveLimits_AndWhatIsWrongIsNamed(string query, int status, string text)
    {
        await using var host = await FederationHost.StartAsync();

        var answer = await host.GetAsync(Admin, "/v0.1/servers?" + query);

        Assert.Equal(status, answer.Status);
        Assert.Contains(text, answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v0.1/servers/io.x%2Fnope/versions", "Server not found")]
    [InlineData("/v0.1/servers/io.x%2Fnope/versions/latest", "Server not found")]
    [InlineData("/v0.1/servers/io.x%2Fnope/versions/7.0.0", "Version 7.0.0 not found")]
    [InlineData("/v0.1/servers/io.x%2Fnope", "Not Found")]
    public async Task NotFound_Errors_HaveTheMemberOfTheSpecification(string path, string error)
    {
        await using var host = await FederationHost.StartAsync();

        var answer = await host.GetAsync(Admin, path);

        Assert.Equal((404, error, error), (answer.Status, answer.Json.GetProperty("error").GetString(), answer.Detail));
    }
}
