using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using McpGateway.Tests.Logs;
using McpGateway.Tests.Storage;

namespace McpGateway.IntegrationTests.Samples;

/// <summary>The reference agent with nothing but the gateway's address, and a user with a browser.</summary>
public sealed partial class AgentSignInTests : IDisposable
{
    private const string Question = "What time is it in Tokyo?";

    private readonly TemporaryDirectory _tokens = new();
    private readonly List<Task> _visits = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Kept => _tokens.File("sign-in.json");

    public void Dispose() => _tokens.Dispose();

    [Fact]
    public async Task Question_NoToken_IsSignedInForOnceAndKept()
    {
        await using var world = await AgentWorld.StartAsync(isMounted: false);

        var first = await RunAsync(world, page => Visit(world, page, "allow"));
        Assert.True(first.Code == 0, first.Notes);
        Assert.Contains("JST", first.Answer, StringComparison.Ordinal);
        Assert.Contains("sign-in page", first.Notes, StringComparison.Ordinal);
        await world.AssertRecordedAsync(static call => call == $"{AgentWorld.User} currenttime current_time_by_timezone forwarded");
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(Kept) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));

        // Nobody sits here any more, and the access token has ended: it is renewed.
        var before = Change(static record => record["expires_at"] = "2020-01-01T00:00:00+00:00");
        var second = await RunAsync(world, browser: null);
        Assert.True(second.Code == 0, second.Notes);
        Assert.NotEqual(before["access_token"]!.ToString(), Read()["access_token"]!.ToString());

        // One that the gateway does not take is renewed, too.
        Change(static record => record["access_token"] = record["access_token"]!.ToString()[..^4] + "AAAA");
        Assert.Equal(0, (await RunAsync(world, browser: null)).Code);
        _ = Assert.Single(_visits);
        await Task.WhenAll(_visits);
        Assert.DoesNotContain(Read()["access_token"]!.ToString(), first.Notes + second.Notes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Question_EndedSignIn_IsSignedInForAgainAsTheSameClient()
    {
        await using var world = await AgentWorld.StartAsync(isMounted: false);
        await RunAsync(world, page => Visit(world, page, "allow"));
        var client = Change(static record =>
        {
            record["expires_at"] = "2020-01-01T00:00:00+00:00";
            record["refresh_token"] = "none";
        })["client_id"]!.ToString();

        var alone = await RunAsync(world, browser: null);
        Assert.Equal(1, alone.Code);
        Assert.Contains("The sign-in has ended", alone.Notes, StringComparison.Ordinal);

        Assert.Equal(0, (await RunAsync(world, page => Visit(world, page, "allow"))).Code);
        Assert.Equal(client, Read()["client_id"]!.ToString());
        await Task.WhenAll(_visits);
    }

    [Fact]
    public async Task Question_UserDeclines_EndsWithThatAndKeepsNothing()
    {
        await using var world = await AgentWorld.StartAsync(isMounted: false);

        var run = await RunAsync(world, page => Visit(world, page, "deny"));

        Assert.Equal(1, run.Code);
        Assert.Contains("You are not signed in: the gateway says access_denied", run.Notes, StringComparison.Ordinal);
        Assert.False(File.Exists(Kept));
        await Task.WhenAll(_visits);
    }

    [Fact]
    public async Task Question_NoTokenAndNobodyThere_SaysWhatToDo()
    {
        await using var world = await AgentWorld.StartAsync(isMounted: false);

        var run = await RunAsync(world, browser: null);

        Assert.Equal(1, run.Code);
        Assert.Contains("--sign-in", run.Notes, StringComparison.Ordinal);
    }

    /// <summary>The tokens of a gateway are for it alone.</summary>
    [Fact]
    public async Task Question_SignInOfAnotherGateway_IsNotUsed()
    {
        await using var world = await AgentWorld.StartAsync(isMounted: false);
        await RunAsync(world, page => Visit(world, page, "allow"));
        Change(static record => record["gateway"] = "https://elsewhere.example/");

        Assert.Contains("--sign-in", (await RunAsync(world, browser: null)).Notes, StringComparison.Ordinal);
        await Task.WhenAll(_visits);
    }

    private Task<AgentRun> RunAsync(AgentWorld world, Func<Uri, bool>? browser) => AgentRun.StartAsync(
        new StringWriter(), "", browser, [("GATEWAY_URL", world.Gateway.Address.ToString())],
        "--user-query", Question, "--oauth-tokens-dir", _tokens.Path);

    private JsonObject Read()
    {
        var record = JsonNode.Parse(File.ReadAllText(Kept))!.AsObject();
        TestLog.Current.Secret(record["access_token"]!.ToString());
        return record;
    }

    /// <returns>What was kept before.</returns>
    private JsonObject Change(Action<JsonObject> change)
    {
        var (before, after) = (Read(), Read());
        change(after);
        File.WriteAllText(Kept, after.ToJsonString());
        return before;
    }

    private bool Visit(AgentWorld world, Uri page, string decision)
    {
        _visits.Add(DecideAsync(world, page, decision));
        return true;
    }

    /// <summary>What a person's browser does: the page of consent, the decision, and back to the agent.</summary>
    private static async Task DecideAsync(AgentWorld world, Uri page, string decision)
    {
        using var browser = await world.Gateway.SignedInAsync(AgentWorld.User);
        using var opened = await browser.GetAsync(page, Cancellation);
        var back = opened.Headers.Location;
        if (back is null)
        {
            var html = await opened.Content.ReadAsStringAsync(Cancellation);
            Assert.True(Ticket().IsMatch(html), html);
            using var form = new FormUrlEncodedContent(
                [new("ticket", Ticket().Match(html).Groups["ticket"].Value), new("decision", decision)]);
            using var decided = await browser.PostAsync(
                new Uri(Action().Match(html).Groups["to"].Value, UriKind.Relative), form, Cancellation);
            back = decided.Headers.Location;
        }

        using var callback = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var answered = await callback.GetAsync(back, Cancellation);
        Assert.Equal(decision == "allow" ? HttpStatusCode.OK : HttpStatusCode.BadRequest, answered.StatusCode);
    }

    [GeneratedRegex("name=\"ticket\" value=\"(?<ticket>[^\"]+)\"")]
    private static partial Regex Ticket();

    [GeneratedRegex("action=\"(?<to>[^\"]+)\"")]
    private static partial Regex Action();
}
