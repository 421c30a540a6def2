using System.Text.Json.Nodes;
using McpGateway.Cli.Credentials.Clients;
using McpGateway.Cli.Credentials.Files;
using McpGateway.Tests.Storage;

namespace McpGateway.Tests.Cli.Credentials;

/// <summary>The files that clients read, member by member.</summary>
public sealed class ClientFilesTests : IDisposable
{
    private readonly TemporaryDirectory _files = new();
    private readonly TokenDirectory _directory;

    public ClientFilesTests() => _directory = new(_files.Path);

    [Fact]
    public void Write_KeycloakAndAtlassian_HasBothTokensInTheirHeaders()
    {
        Put("ingress.json", """{"provider":"keycloak_m2m","access_token":"in","client_id":"c","keycloak_url":"http://k","realm":"r"}""");
        Put("atlassian-atlassian-egress.json", """{"provider":"atlassian","access_token":"out","cloud_id":"site"}""");

        Write("""{"path":"/atlassian","auth_type":"oauth","auth_provider":"atlassian","supported_transports":["streamable-http"]}""");

        Assert.Equal(
            """
            {"mcp":{"servers":{"atlassian":{"url":"https://gw.example/atlassian/mcp","headers":{"X-Authorization":"Bearer in",
            "X-Client-Id":"c","X-Keycloak-Realm":"r","X-Keycloak-URL":"http://k",
            "Authorization":"Bearer out","X-Atlassian-Cloud-Id":"site"}}}}}
            """.ReplaceLineEndings(""),
            Text("vscode_mcp.json"));
        Assert.Equal(
            """
            {"mcpServers":{"atlassian":{"type":"streamable-http","url":"https://gw.example/atlassian/mcp","headers":{
            "X-Authorization":"Bearer in","X-Client-Id":"c","X-Keycloak-Realm":"r","X-Keycloak-URL":"http://k",
            "Authorization":"Bearer out","X-Atlassian-Cloud-Id":"site"},
            "disabled":false,"alwaysAllow":[]}}}
            """.ReplaceLineEndings(""),
            Text("mcp.json"));
    }

    [Theory]
    [InlineData(
        """{"path":"/time","auth_type":"none","supported_transports":["streamable-http"]}""", "time", "streamable-http", "/time/mcp", null)]
    [InlineData("""{"path":"/old/","auth_type":"none","supported_transports":["sse"]}""", "old", "sse", "/old/sse", null)]
    [InlineData(
        """{"path":"/team/a","auth_type":"oauth","auth_provider":"github"}""", "team-a", "streamable-http", "/team/a/mcp", "Bearer gh")]
    [InlineData("""{"path":"/team/a","auth_type":"none","auth_provider":"github"}""", "team-a", "streamable-http", "/team/a/mcp", null)]
    [InlineData("""{"path":"/jira","auth_type":"none"}""", "jira", "streamable-http", "/jira/mcp", "Bearer jira")]
    public void Write_ByServer_HasItsEntry(string server, string key, string type, string path, string? authorization)
    {
        Put("ingress.json", """{"provider":"cognito_m2m","access_token":"in","client_id":"c","user_pool_id":"p","region":"us-east-1"}""");
        Put("github-egress.json", """{"access_token":"gh"}""");
        Put("tracker-jira-egress.json", """{"access_token":"jira"}""");

        Write(server);

        var entry = JsonNode.Parse(Text("mcp.json"))!["mcpServers"]![key]!;
        Assert.Equal((type, "https://gw.example" + path), ((string?)entry["type"], (string?)entry["url"]));
        Assert.Equal(authorization, (string?)entry["headers"]!["Authorization"]);
        Assert.Equal(("p", "us-east-1"), ((string?)entry["headers"]!["X-User-Pool-Id"], (string?)entry["headers"]!["X-Region"]));
    }

    [Theory]
    [InlineData("keycloak_m2m", true, true, "assistant")]
    [InlineData("keycloak_m2m", false, true, "other")]
    [InlineData("keycloak_m2m", false, false, "ingress")]
    [InlineData("entra_m2m", true, true, "ingress")]
    public void Choose_ByProviderAndAgents_IsTheOneThatIsMeant(string provider, bool hasAssistant, bool hasOther, string expected)
    {
        Put("ingress.json", $$"""{"provider":"{{provider}}","access_token":"ingress"}""");
        if (hasAssistant)
        {
            Put("agent-ai-coding-assistant-m2m-token.json", """{"access_token":"assistant"}""");
        }

        if (hasOther)
        {
            Put("agent-aaa-m2m-token.json", """{"access_token":"other"}""");
        }

        Assert.Equal(expected, IngressHeaders.Choose(_directory)?.Token);
    }

    [Fact]
    public void Choose_NoToken_IsNone() => Assert.Null(IngressHeaders.Choose(_directory));

    [Fact]
    public void Write_SameContent_LeavesTheFileAlone()
    {
        Put("ingress.json", """{"provider":"keycloak_m2m","access_token":"in"}""");
        Write("""{"path":"/time"}""");
        var before = File.GetLastWriteTimeUtc(_files.File("mcp.json"));
        File.SetLastWriteTimeUtc(_files.File("mcp.json"), before.AddHours(-1));

        Write("""{"path":"/time"}""");

        Assert.Equal(before.AddHours(-1), File.GetLastWriteTimeUtc(_files.File("mcp.json")));
    }

    public void Dispose() => _files.Dispose();

    private void Put(string name, string json) => File.WriteAllText(_files.File(name), json);

    private void Write(string server) => new ClientFiles(_directory, new("https://gw.example")).Write(
        [CatalogServer.Of(JsonNode.Parse(server)!.AsObject())!], IngressHeaders.Choose(_directory)!);

    private string Text(string name) => JsonNode.Parse(File.ReadAllText(_files.File(name)))!.ToJsonString();
}
