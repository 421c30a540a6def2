using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using McpGateway.Cli.Running;
using McpGateway.IntegrationTests.Composition;
using McpGateway.Tests.Cli;

namespace McpGateway.IntegrationTests.Cli.Credentials;

/// <summary>Token files and client files, made with a gateway and a provider that run.</summary>
public sealed class GenerateTests
{
    private const string File = "tracker-jira-egress.json";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Generate_GatewayAsProvider_MakesFilesThatLetAClientIn()
    {
        await using var gateway = await ComposedGateway.StartAsync();
        await gateway.PostAsync("/api/refresh/currenttime");
        using var cli = new TestCli();
        cli.Variables["AUTH_PROVIDER"] = "gateway";
        cli.Variables["REGISTRY_URL"] = gateway.Address.AbsoluteUri;
        cli.Variables["INGRESS_OAUTH_CLIENT_ID"] = "assistant";
        cli.Variables["INGRESS_OAUTH_CLIENT_SECRET"] = await gateway.CreateServiceAccountAsync("assistant", "registry-admins");

        var result = await cli.RunAsync("credentials", "generate");

        Assert.Equal(["ingress.json: new token, until", "vscode_mcp.json, mcp.json: 2 servers"], Starts(result.Text));
        var ingress = Json(cli, "ingress.json");
        Assert.Equal(
            [
                "provider", "access_token", "refresh_token", "expires_at", "expires_at_human", "token_type", "client_id", "saved_at",
                "gateway_url", "usage_notes",
            ],
            ingress.Select(member => member.Key));
        Assert.Equal(("gateway_m2m", "assistant"), ((string?)ingress["provider"], (string?)ingress["client_id"]));
        var entry = Json(cli, "mcp.json")["mcpServers"]!["currenttime"]!.AsObject();
        Assert.Equal(["type", "url", "headers", "disabled", "alwaysAllow"], entry.Select(member => member.Key));
        Assert.Equal(HttpStatusCode.OK, await PingAsync(entry));
        Assert.Equal(HttpStatusCode.OK, await PingAsync(Json(cli, "vscode_mcp.json")["mcp"]!["servers"]!["currenttime"]!.AsObject()));
        Assert.All(Directory.EnumerateFiles(Path.Combine(cli.Home, ".oauth-tokens"), "*.json"), PrivateModes.Verify);
    }

    [Fact]
    public async Task Generate_EgressWithABrowser_MakesTheTokenFile()
    {
        await using var world = await CredentialWorld.StartAsync();
        world.Configure("Jira");
        world.Cli.OpenBrowser = world.Browse;

        var first = await world.Cli.RunAsync("credentials", "generate", "--egress-only");
        var second = await world.Cli.RunAsync("credentials", "generate", "--egress-only");

        Assert.Equal([$"{File}: new token, until", "no client files:"], Starts(first.Text));
        Assert.StartsWith($"{File}: still good, until", second.Text);
        var token = world.Read(File);
        Assert.Equal(
            ["provider", "access_token", "refresh_token", "expires_at", "expires_at_human", "scopes", "saved_at", "usage_notes"],
            token.Select(member => member.Key));
        Assert.Equal("alice@provider", world.Provider.AccountOf($"Bearer {token["access_token"]}"));
        Assert.Equal(token.ToJsonString(), world.Read("egress.json").ToJsonString());
        Assert.Empty(world.Provider.Problems);
    }

    [Fact]
    public async Task Generate_AnswerOfAnotherSignIn_IsRefusedAndWaitedPast()
    {
        await using var world = await CredentialWorld.StartAsync();
        world.Configure("jira");
        var refused = new TaskCompletionSource<HttpStatusCode>(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Cli.OpenBrowser = page =>
        {
            _ = ForgeAsync(page);
            return true;
        };

        var result = await world.Cli.RunAsync("credentials", "generate", "--egress-only");

        Assert.Equal(HttpStatusCode.BadRequest, await refused.Task);
        Assert.Equal(0, result.ExitCode);

        async Task ForgeAsync(Uri page)
        {
            using var forged = await world.GetAsync($"{world.Provider.RedirectUri}?code=stolen&state=forged");
            refused.SetResult(forged.StatusCode);
            world.Browse(page);
        }
    }

    [Fact]
    public async Task Generate_DeadRefreshToken_SignsInAgain()
    {
        await using var world = await CredentialWorld.StartAsync();
        world.Configure("jira");
        await world.SignedInAsync(File, left: 10);
        world.Provider.EndGrants();
        world.Cli.OpenBrowser = world.Browse;

        var result = await world.Cli.RunAsync("credentials", "generate", "--provider", "tracker");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("alice@provider", world.Provider.AccountOf("Bearer " + world.TextOf(File, "access_token")));
    }

    [Fact]
    public async Task Generate_ProviderIsDown_FailsAndKeepsTheFile()
    {
        await using var world = await CredentialWorld.StartAsync();
        world.Configure("jira");
        await world.SignedInAsync(File, left: 10);
        var before = world.Read(File).ToJsonString();
        world.Provider.IsDown = true;

        var result = await world.Cli.RunAsync("credentials", "generate");

        Assert.Equal(ExitCodes.Failed, result.ExitCode);
        Assert.Contains($"{File}: failed, 127.0.0.1 answered 503", result.Out);
        Assert.Equal(before, world.Read(File).ToJsonString());
    }

    [Theory]
    [InlineData("--ingress-only")]
    [InlineData("--agentcore-only")]
    [InlineData("--keycloak-only")]
    [InlineData("--egress-only", "--provider", "github")]
    public async Task Generate_NothingOfThatConfigured_IsAMisuse(params string[] options)
    {
        await using var world = await CredentialWorld.StartAsync();
        world.Configure("jira");

        var result = await world.Cli.RunAsync(["credentials", "generate", .. options]);

        Assert.Equal(ExitCodes.Misused, result.ExitCode);
        Assert.Contains("nothing of that is configured", result.Error);
    }

    [Theory]
    [InlineData("EGRESS_PROVIDER_NAME_1", "nobody-knows", "EGRESS_PROVIDER_NAME_1: nobody-knows is not known")]
    [InlineData("EGRESS_PROVIDER_NAME_1", "", "EGRESS_PROVIDER_NAME_1 is not set")]
    [InlineData("AUTH_PROVIDER", "ldap", "AUTH_PROVIDER must be keycloak, cognito, entra or gateway")]
    [InlineData("EGRESS_OAUTH_REDIRECT_URI_1", "localhost", "EGRESS_OAUTH_REDIRECT_URI_1 must be an address")]
    public async Task Generate_WrongSetting_NamesIt(string name, string value, string told)
    {
        using var cli = new TestCli();
        cli.Variables["EGRESS_OAUTH_CLIENT_ID_1"] = "client";
        cli.Variables["EGRESS_PROVIDER_NAME_1"] = "github";
        cli.Variables[name] = value;

        var result = await cli.RunAsync("credentials", "generate");

        Assert.Equal(ExitCodes.Misused, result.ExitCode);
        Assert.Contains(told, result.Error);
    }

    private static async Task<HttpStatusCode> PingAsync(JsonObject entry)
    {
        using var http = new HttpClient(new SocketsHttpHandler());
        using var request = new HttpRequestMessage(HttpMethod.Post, (string)entry["url"]!)
        {
            Content = JsonContent.Create(new { jsonrpc = "2.0", id = 1, method = "ping" }),
        };
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        foreach (var (name, value) in entry["headers"]!.AsObject())
        {
            request.Headers.TryAddWithoutValidation(name, (string)value!);
        }

        using var answer = await http.SendAsync(request, Cancellation);
        return answer.StatusCode;
    }

    private static JsonObject Json(TestCli cli, string file) =>
        JsonNode.Parse(System.IO.File.ReadAllText(Path.Combine(cli.Home, ".oauth-tokens", file)))!.AsObject();

    /// <summary>Lines up to the date that some end with, or the reason.</summary>
    private static IEnumerable<string> Starts(string text) => text.TrimEnd('\n').Split('\n').Select(line =>
        line.Contains("until", StringComparison.Ordinal) ? line[..(line.IndexOf("until", StringComparison.Ordinal) + 5)]
        : line.StartsWith("no client files", StringComparison.Ordinal) ? "no client files:"
        : line);
}
