using McpGateway.Cli.Running;
using McpGateway.IntegrationTests.Federation;

namespace McpGateway.EndToEndTests.Cli.Verbs;

/// <summary>What goes out: webhooks, accounts at servers; and clients that were let in.</summary>
[Collection(VerbGroup.Name)]
public sealed class OutsideVerbTests(CliGateway shared) : VerbTests(shared)
{
    [Fact]
    public async Task Webhook_FromAddToRemove_IsManaged()
    {
        await using var listener = await SourceServer.StartAsync();
        listener.Answer = static _ => (200, "{}");
        Cli.Variables["HOOK_TOKEN"] = CliGateway.Secret("a-very-secret-hook-token");
        var made = await JsonAsync("webhook", "add", listener.Url + "/hook", "--event", "deletion", "--header", "X-Token=env:HOOK_TOKEN");
        CliGateway.Secret(made.GetProperty("secret").GetString()!);
        var id = made.GetProperty("id").GetString()!;
        Assert.Matches($"{id} +127.0.0.1 .*deletion +enabled", await RunAsync("webhook", "list"));

        Assert.Contains("on its way", await RunAsync("webhook", "test", id), StringComparison.Ordinal);
        await Eventually.UntilAsync(
            async () => (await RunAsync("webhook", "deliveries", id)).Contains("delivered 200", StringComparison.Ordinal), "the delivery");
        Assert.Equal("/hook", Assert.Single(listener.Asked.Distinct()));
        Assert.Equal(ExitCodes.Success, (await Cli.RunAsync("webhook", "deliveries", id, "--fail")).ExitCode);

        // What is not said stays.
        Assert.Contains(
            "is changed and disabled", await RunAsync("webhook", "edit", id, "--name", "bin", "--enabled", "false"),
            StringComparison.Ordinal);
        var stored = (await JsonAsync("webhook", "list")).GetProperty("webhooks").EnumerateArray()
            .Single(webhook => webhook.GetProperty("id").GetString() == id);
        Assert.Equal("X-Token", stored.GetProperty("auth_header").GetString());
        Assert.Equal("deletion", Assert.Single(stored.GetProperty("events").EnumerateArray()).GetString());
        Assert.Equal(ExitCodes.Misused, (await Cli.RunAsync("webhook", "add", listener.Url, "--event", "everything")).ExitCode);
        Assert.Equal(ExitCodes.NotFound, (await Cli.RunAsync("webhook", "edit", "nothing", "--name", "x")).ExitCode);
        Assert.Contains("is removed", await RunAsync("webhook", "remove", id, "--yes"), StringComparison.Ordinal);
        Assert.DoesNotContain(id, await RunAsync("webhook", "list"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Egress_FromSetToRemove_IsManaged()
    {
        await RunAsync("server", "add", "/accounts", Shared.Server.Address.ToString());
        Cli.Variables["CLIENT_SECRET"] = CliGateway.Secret("a-very-secret-client-secret");
        var set = await RunAsync(
            "egress", "set", "/accounts", "--mode", "user_oauth", "--provider", "github", "--client-id", "of-a-test", "--client-secret",
            "env:CLIENT_SECRET", "--scope", "repo");
        Assert.Matches("client secret +stored", set);
        Assert.Equal("github", (await JsonAsync("egress", "get", "/accounts")).GetProperty("provider").GetString());
        Assert.Contains("/accounts", await RunAsync("egress", "connections"), StringComparison.Ordinal);

        // The page is opened; who has connected nothing has nothing to disconnect.
        var opened = new List<Uri>();
        Cli.OpenBrowser = page =>
        {
            opened.Add(page);
            return true;
        };
        Assert.Contains("/api/egress/connect/accounts", await RunAsync("egress", "connect", "/accounts"), StringComparison.Ordinal);
        Assert.Equal(Shared.Gateway.Address.Port, Assert.Single(opened).Port);
        Assert.Equal(ExitCodes.NotFound, (await Cli.RunAsync("egress", "disconnect", "/accounts")).ExitCode);
        Assert.Equal(ExitCodes.NotFound, (await Cli.RunAsync("egress", "connect", "/currenttime")).ExitCode);

        Assert.Contains("no egress settings any more", await RunAsync("egress", "remove", "/accounts", "-y"), StringComparison.Ordinal);
        Assert.Equal(ExitCodes.NotFound, (await Cli.RunAsync("egress", "get", "/accounts")).ExitCode);
        await RunAsync("server", "remove", "/accounts", "-y");
    }

    [Fact]
    public async Task Client_LetInByBrowser_IsListedAndRevoked()
    {
        using var other = new McpGateway.Tests.Cli.TestCli();
        var visits = new List<Task>();
        other.OpenBrowser = page =>
        {
            visits.Add(Shared.AllowAsync(page));
            return true;
        };
        Assert.Equal(ExitCodes.Success, (await other.RunAsync("login", "--gateway", Shared.Url)).ExitCode);
        await Task.WhenAll(visits);

        var listed = (await JsonAsync("client", "list")).GetProperty("connections").EnumerateArray().First();
        var id = listed.GetProperty("client_id").GetString()!;
        Assert.Contains(id, await RunAsync("client", "list"), StringComparison.Ordinal);
        Assert.Contains("is let in no more", await RunAsync("client", "revoke", id), StringComparison.Ordinal);
        Assert.DoesNotContain(id, await RunAsync("client", "list"), StringComparison.Ordinal);
        Assert.Equal(ExitCodes.NotFound, (await Cli.RunAsync("client", "revoke", id)).ExitCode);
    }
}
