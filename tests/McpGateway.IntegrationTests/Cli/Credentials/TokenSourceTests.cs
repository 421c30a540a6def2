using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using McpGateway.IntegrationTests.Federation;
using McpGateway.Tests.Cli;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace McpGateway.IntegrationTests.Cli.Credentials;

/// <summary>What each kind of token is asked for with, and the members of the file that it is kept in.</summary>
public sealed class TokenSourceTests : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly TestCli _cli;
    private SourceServer? _server;

    public TokenSourceTests() => _cli = new() { Handlers = () => new HostInPath(new(_server!.Url)) };

    public static TheoryData<string, string, string, string> Sources => new()
    {
        {
            """
            AUTH_PROVIDER=entra
            ENTRA_TENANT_ID=tenant
            ENTRA_CLIENT_ID=app
            ENTRA_CLIENT_SECRET=s
            """,
            "/login.microsoftonline.com/tenant/oauth2/v2.0/token client_id=app&client_secret=s&grant_type=client_credentials"
                + "&scope=api://app/.default",
            "ingress.json",
            "provider access_token refresh_token expires_at expires_at_human token_type client_id saved_at tenant_id usage_notes"
        },
        {
            """
            INGRESS_OAUTH_USER_POOL_ID=us-east-1_AbC
            INGRESS_OAUTH_CLIENT_ID=app
            INGRESS_OAUTH_CLIENT_SECRET=s
            """,
            "/us-east-1abc.auth.us-east-1.amazoncognito.com/oauth2/token client_id=app&client_secret=s&grant_type=client_credentials",
            "ingress.json",
            "provider access_token refresh_token expires_at expires_at_human token_type client_id saved_at user_pool_id region usage_notes"
        },
        {
            """
            AGENTCORE_CLIENT_ID_3=app
            AGENTCORE_CLIENT_SECRET_3=s
            AGENTCORE_GATEWAY_ARN_3=arn:aws:bedrock-agentcore:us-east-1:1:gateway/SRE-gw
            COGNITO_USER_POOL_ID=us-east-1_AbC
            COGNITO_DOMAIN=ours
            AGENTCORE_AUDIENCE=MCPGateway
            """,
            "/ours.auth.us-east-1.amazoncognito.com/oauth2/token audience=MCPGateway&client_id=app&client_secret=s"
                + "&grant_type=client_credentials",
            "bedrock-agentcore-sre-gw-egress.json",
            "provider access_token refresh_token expires_at expires_at_human scopes saved_at usage_notes"
        },
        {
            """
            EGRESS_OAUTH_CLIENT_ID_1=app
            EGRESS_OAUTH_CLIENT_SECRET_1=s
            EGRESS_PROVIDER_NAME_1=cognito_m2m
            EGRESS_MCP_SERVER_NAME_1=../Reports
            EGRESS_OAUTH_SCOPE_1=api/read
            COGNITO_USER_POOL_ID=us-east-1_AbC
            """,
            "/us-east-1abc.auth.us-east-1.amazoncognito.com/oauth2/token client_id=app&client_secret=s&grant_type=client_credentials"
                + "&scope=api/read",
            "cognito_m2m----reports-egress.json",
            "provider access_token refresh_token expires_at expires_at_human scopes saved_at usage_notes"
        },
    };

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task Generate_BySettings_AsksTheProviderAndKeepsTheFile(string settings, string asked, string file, string members)
    {
        await StartAsync();
        await File.WriteAllTextAsync(Path.Combine(_cli.Home, ".env"), settings, TestContext.Current.CancellationToken);

        await _cli.RunAsync("credentials", "generate", "--servers-dir", _cli.Home);

        Assert.Equal(asked, Assert.Single(_asked));
        Assert.Equal(members.Split(' '), Read(file).Select(member => member.Key));
    }

    [Fact]
    public async Task Refresh_Atlassian_HasTheSiteInItsFile()
    {
        await StartAsync();
        _cli.Variables["EGRESS_OAUTH_CLIENT_ID_1"] = "app";
        _cli.Variables["EGRESS_OAUTH_CLIENT_SECRET_1"] = "s";
        _cli.Variables["EGRESS_PROVIDER_NAME_1"] = "atlassian";
        Directory.CreateDirectory(Path.Combine(_cli.Home, ".oauth-tokens"));
        await File.WriteAllTextAsync(
            Path.Combine(_cli.Home, ".oauth-tokens", "atlassian-egress.json"),
            """{"access_token":"old","refresh_token":"r","expires_at":1}""", TestContext.Current.CancellationToken);

        var result = await _cli.RunAsync("credentials", "refresh", "--servers-dir", _cli.Home);

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(
            [
                "/auth.atlassian.com/oauth/token client_id=app&client_secret=s&grant_type=refresh_token&refresh_token=r",
                "/api.atlassian.com/oauth/token/accessible-resources ",
            ],
            _asked);
        var token = Read("atlassian-egress.json");
        Assert.Equal(
            ("site-1", "r", "fresh"), ((string?)token["cloud_id"], (string?)token["refresh_token"], (string?)token["access_token"]));
    }

    [Fact]
    public async Task Generate_EntraIdentities_MakesAFileForEach()
    {
        await StartAsync();
        await File.WriteAllTextAsync(
            Path.Combine(_cli.Home, "ids.json"),
            """
            [{"identity_name":"Bot-1","tenant_id":"t","client_id":"a","client_secret":"s"},
             {"identity_name":"bot2","tenant_id":"t","client_id":"b","client_secret":"s","scope":"api://other/.default"}]
            """, TestContext.Current.CancellationToken);

        var result = await _cli.RunAsync("credentials", "generate", "-i", "ids.json", "--entra-login-url", "http://login.local");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("/login.local/t/oauth2/v2.0/token client_id=b&client_secret=s&grant_type=client_credentials"
            + "&scope=api://other/.default", _asked);
        Assert.Equal(
            "identity_name access_token token_type expires_in generated_at expires_at provider tenant_id client_id scope".Split(' '),
            Read("bot-1.json").Select(member => member.Key));
    }

    public async ValueTask DisposeAsync()
    {
        _cli.Dispose();
        await (_server?.DisposeAsync() ?? default);
    }

    private async Task StartAsync()
    {
        _server = await SourceServer.StartAsync();
        _server.Answer = Answer;
    }

    private (int, string) Answer(HttpRequest request)
    {
        KeyValuePair<string, StringValues>[] form =
            request.HasFormContentType ? [.. request.Form.OrderBy(field => field.Key, StringComparer.Ordinal)] : [];
        _asked.Enqueue($"{request.Path} {string.Join('&', form.Select(field => $"{field.Key}={field.Value}"))}");
        return (200, request.Path.Value!.EndsWith("accessible-resources", StringComparison.Ordinal)
            ? """[{"id":"site-1","name":"ours"},{"id":"site-2"}]"""
            : """{"access_token":"fresh","token_type":"Bearer","expires_in":3600}""");
    }

    private JsonObject Read(string file) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(_cli.Home, ".oauth-tokens", file)))!.AsObject();

    /// <summary>Sends what is for the world to a server of the test, with the host in front of the path.</summary>
    private sealed class HostInPath(Uri server) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = new(server, $"/{request.RequestUri!.Host}{request.RequestUri.PathAndQuery}");
            return base.SendAsync(request, cancellationToken);
        }
    }
}
