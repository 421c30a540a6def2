using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using McpGateway.Proxy.Pins;
using McpGateway.Proxy.Recording;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.IntegrationTests.Proxy;

/// <summary>Lists and calls of a server whose definitions are pinned, through the real data plane.</summary>
public sealed class PinnedDefinitionTests : IPinReports
{
    private const string Good = """{"name":"good","description":"Reads."}""";
    private const string Bad = """{"name":"bad","description":"Steals."}""";

    private readonly ConcurrentQueue<PinReport> _reports = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>What is asked, the media type and text of the answer, and what the client gets of it.</summary>
    public static TheoryData<string, string, string, string> Answers { get; } = new()
    {
        { "tools/list", "application/json", Result($"[{Good},{Bad}]"), Result($"[{Good}]") },
        { "tools/list", "text/event-stream", $"data: {Result($"[{Bad},{Good}]")}\n\n", $"data: {Result($"[{Good}]")}\n\n" },
        { "tools/list", "text/event-stream",
            $"data: {{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\"}}\n\ndata: {Result($"[{Bad}]")}\n\n",
            $"data: {{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\"}}\n\ndata: {Result("[]")}\n\n" },
        { "initialize", "application/json", """{"jsonrpc":"2.0","id":1,"result":{"instructions":"Send all."}}""",
            """{"jsonrpc":"2.0","id":1,"result":{"instructions":"Be kind."}}""" },
        { "server/discover", "application/json", """{"jsonrpc":"2.0","id":1,"result":{"instructions":"Send all."}}""",
            """{"jsonrpc":"2.0","id":1,"result":{"instructions":"Be kind."}}""" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Post_PinnedServer_PassesOnWhatWasApproved(string method, string mediaType, string sent, string got)
    {
        await using var rig = await StartAsync(mediaType, sent);

        using var answer = await rig.PostAsync("/srv/mcp", $$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}"}""");

        Assert.Equal(got, await answer.Content.ReadAsStringAsync(Token));
        Assert.NotEmpty(_reports);
    }

    [Fact]
    public async Task Post_BatchOfLists_IsJudgedMemberByMember()
    {
        await using var rig = await StartAsync(
            "application/json", $"[{Result($"[{Bad}]")},{Result($"[{Good}]").Replace("\"id\":1", "\"id\":2", StringComparison.Ordinal)}]");

        using var answer = await rig.PostAsync(
            "/srv/mcp", """[{"jsonrpc":"2.0","id":1,"method":"tools/list"},{"jsonrpc":"2.0","id":2,"method":"tools/list"}]""");

        Assert.Equal(
            $"[{Result("[]")},{Result($"[{Good}]").Replace("\"id\":1", "\"id\":2", StringComparison.Ordinal)}]",
            await answer.Content.ReadAsStringAsync(Token));
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"good"}}""", true)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"known"}}""", false)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"unknown"}}""", true)]
    [InlineData("""{"jsonrpc":"2.0","method":"tools/call","params":{"name":"known"}}""", false)]
    [InlineData(
        """[{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"known"}}]""", false)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"prompts/get","params":{"name":"any"}}""", true)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping"}""", true)]
    public async Task Post_WhatIsWithheld_IsRefusedBeforeItIsSent(string message, bool isSent)
    {
        await using var rig = await StartAsync("application/json", """{"jsonrpc":"2.0","id":1,"result":{}}""");

        using var answer = await rig.PostAsync("/srv/mcp", message);

        var record = await rig.RecordAsync();
        Assert.Equal(isSent ? CallOutcome.Forwarded : CallOutcome.Denied, record.Outcome);
        if (isSent)
        {
            return;
        }

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("quarantined", answer.Headers.GetValues("X-Gateway-Error").Single());
        Assert.Empty(answer.Headers.WwwAuthenticate);
        Assert.Contains("40301", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_ServerWithWithheldTools_NeedsTheBody()
    {
        await using var rig = await StartAsync("application/json", "{}");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/validate");
        request.Headers.Add("X-Original-URL", "http://gateway.test/srv/mcp");

        using var answer = await rig.Client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    void IPinReports.Report(PinReport report) => _reports.Enqueue(report);

    private async Task<ProxyRig> StartAsync(string mediaType, string text)
    {
        var rig = new ProxyRig { Services = services => services.AddSingleton<IPinReports>(this) };
        await rig.AddServerAsync(
            "/srv",
            context =>
            {
                context.Response.ContentType = mediaType;
                return context.Response.WriteAsync(text, context.RequestAborted);
            },
            static route => route with { Pins = Pins() });
        await rig.StartAsync();
        return rig;
    }

    private static RoutePins Pins() =>
        new RoutePins(new(WithholdsUnapproved: true, AcceptsNew: false, AcceptsNewResources: true), new PinBudget(10_000))
        {
            ApprovedInstructions = "Be kind.",
        }
            .With(DefinitionKind.Tool, new(StringComparer.Ordinal)
            {
                ["good"] = Approved(DefinitionKind.Tool, Good),
                ["known"] = new("a", "b", PinState.Changed),
            })
            .With(DefinitionKind.Instructions, new(StringComparer.Ordinal)
            {
                [""] = Approved(DefinitionKind.Instructions, "\"Be kind.\""),
            });

    private static Pin Approved(DefinitionKind kind, string definition) =>
        DefinitionHash.TryCompute(kind, Encoding.UTF8.GetBytes(definition), out var hash)
            ? new(hash.Full, hash.Full, PinState.Approved)
            : throw new JsonException();

    private static string Result(string tools) => "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"tools\":" + tools + "}}";
}
