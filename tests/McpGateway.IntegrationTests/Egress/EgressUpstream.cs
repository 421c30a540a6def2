using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace McpGateway.IntegrationTests.Egress;

/// <summary>An MCP server that takes the provider's tokens, says whose it got, and advertises where they come from.</summary>
internal sealed class EgressUpstream : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly FakeProvider _provider;

    private EgressUpstream(WebApplication app, FakeProvider provider) => (_app, _provider) = (app, provider);

    public Uri Address => new(_app.Urls.Single());

    public Uri Resource => new(Address, "mcp");

    /// <summary>Refuses every token, whatever the provider thinks of it.</summary>
    public bool RefusesAll { get; set; }

    /// <summary>What the resource metadata claims to be about; null for the truth.</summary>
    public string? ClaimedResource { get; set; }

    /// <summary>What a call needs; null for nothing in particular.</summary>
    public string? NeededScope { get; set; }

    /// <summary>Wants <see cref="NeededScope"/> even of those who have it.</summary>
    public bool IsInsatiable { get; set; }

    /// <summary>Forbids every call without a word about scopes.</summary>
    public bool ForbidsAll { get; set; }

    /// <summary>The authorization server that the metadata names; null for the provider.</summary>
    public string? NamedIssuer { get; set; }

    /// <summary>The scope that a 401 asks for; null for none.</summary>
    public string? ChallengedScope { get; set; }

    /// <summary>Whether there is resource metadata, and a 401 that names it.</summary>
    public bool Advertises { get; set; } = true;

    /// <summary>The answer at all other addresses.</summary>
    public int StatusElsewhere { get; set; } = 405;

    public ConcurrentQueue<string?> Authorizations { get; } = new();

    public static async Task<EgressUpstream> StartAsync(FakeProvider provider)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var upstream = new EgressUpstream(app, provider);
        app.MapGet("/metadata", () => !upstream.Advertises ? Results.StatusCode(upstream.StatusElsewhere) : Results.Text(
            new JsonObject
            {
                ["resource"] = upstream.ClaimedResource ?? upstream.Resource.AbsoluteUri,
                ["authorization_servers"] = new JsonArray(upstream.NamedIssuer ?? provider.Issuer),
                ["scopes_supported"] = new JsonArray("read"),
            }.ToJsonString(),
            "application/json"));
        app.Map("/{**path}", (Delegate)upstream.ServeAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return upstream;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> ServeAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method) || context.Request.Path != "/mcp")
        {
            return Results.StatusCode(StatusElsewhere);
        }

        var message = (await JsonNode.ParseAsync(context.Request.Body))!;
        var method = message["method"]!.GetValue<string>();
        var authorization = context.Request.Headers.Authorization.ToString();
        if (method == "tools/call")
        {
            Authorizations.Enqueue(authorization);
        }

        var account = authorization == "Bearer brought-along" ? "brought-along" : _provider.AccountOf(authorization);
        if (RefusesAll || account is null)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\""
                + (ChallengedScope is null ? "" : $", scope=\"{ChallengedScope}\"")
                + (Advertises ? $", resource_metadata=\"{new Uri(Address, "metadata")}\"" : "");
            return Results.StatusCode(401);
        }

        if (method == "tools/call" && (ForbidsAll || IsShort(authorization)))
        {
            context.Response.Headers.WWWAuthenticate = ForbidsAll
                ? "Bearer"
                : $"Bearer error=\"insufficient_scope\", scope=\"{NeededScope}\"";
            return Results.StatusCode(403);
        }

        return method switch
        {
            "initialize" => Answer(message, new JsonObject
            {
                ["protocolVersion"] = "2025-06-18",
                ["capabilities"] = new JsonObject { ["tools"] = new JsonObject() },
                ["serverInfo"] = new JsonObject { ["name"] = "jira", ["version"] = "1" },
            }),
            "tools/list" => Answer(message, new JsonObject
            {
                ["tools"] = new JsonArray(new JsonObject { ["name"] = "whoami", ["inputSchema"] = new JsonObject { ["type"] = "object" } }),
            }),
            "tools/call" => Answer(message, new JsonObject { ["account"] = account }),
            "ping" => Answer(message, new JsonObject()),
            _ when message["id"] is null => Results.StatusCode(202),
            _ => Results.Text(
                $$$"""{"jsonrpc":"2.0","id":{{{message["id"]!.ToJsonString()}}},"error":{"code":-32601,"message":"no"}}""",
                    "application/json"),
        };
    }

    private bool IsShort(string authorization) =>
        NeededScope is { } scope && (IsInsatiable || !scope.Split(' ').All(_provider.ScopesOf(authorization).Contains));

    private static IResult Answer(JsonNode message, JsonObject result) => Results.Text(
        new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = message["id"]!.DeepClone(),
            ["result"] = result,
        }.ToJsonString(), "application/json");
}
