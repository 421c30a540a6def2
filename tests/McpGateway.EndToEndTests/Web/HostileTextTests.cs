using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace McpGateway.EndToEndTests.Web;

/// <summary>Names, descriptions and answers that try to be more than text.</summary>
public sealed class HostileTextTests : WebRig
{
    private const string Markup = "<img src=x onerror=\"window.pwned=1\"><script>window.pwned=1</script>";
    private const string Hidden = "safe\u202Egnp.exe\u200B\u2066";

    /// <summary>It would be switched off before anybody could look at it.</summary>
    private protected override IReadOnlyDictionary<string, string?>? Settings { get; } =
        new Dictionary<string, string?>(StringComparer.Ordinal) { ["SECURITY_BLOCK_UNSAFE_SERVERS"] = "false" };

    [Fact]
    public async Task Text_WithMarkupAndInvisibleCharacters_IsShownHarmlessly()
    {
        await using var upstream = await StartUpstreamAsync();
        await Gateway.RegisterAsync("/hostile", new(upstream.Urls.Single()), Cancellation, $"Hostile {Markup}");
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.SignInAsync();

        foreach (var path in new[] { "/ui/", "/ui/servers", "/ui/server/hostile", "/ui/server/hostile?tab=tools&tool=evil",
            "/ui/server/hostile?tab=connect" })
        {
            await visitor.OpenAsync(path);
            await Assertions.Expect(visitor.Page.Locator("body"))
                .ToContainTextAsync(path.Contains("connect", StringComparison.Ordinal) ? "hostile" : "<script>");
        }

        await visitor.OpenAsync("/ui/server/hostile?tab=try&tool=evil");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Run" }).ClickAsync();
        var answer = visitor.Page.Locator("[data-result=done]");
        await Assertions.Expect(answer).ToContainTextAsync("<script>");
        await Assertions.Expect(answer).ToContainTextAsync("⟨U+202E⟩");
        await Assertions.Expect(answer).ToContainTextAsync("⟨U+200B⟩");
        await Assertions.Expect(answer.Locator("img")).ToHaveCountAsync(0);

        Assert.True(await visitor.Page.EvaluateAsync<bool>("window.pwned === undefined"));
        Assert.DoesNotContain('\u202E', await visitor.Page.ContentAsync());
        Assert.Empty(visitor.Complaints);
    }

    private static async Task<WebApplication> StartUpstreamAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(AnswerAsync);
        await app.StartAsync(Cancellation);
        return app;
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }

        var request = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body, cancellationToken: context.RequestAborted);
        if (!request.TryGetProperty("id", out var id))
        {
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            return;
        }

        object? result = request.GetProperty("method").GetString() switch
        {
            "initialize" => new
            {
                protocolVersion = "2025-06-18",
                capabilities = new { tools = new { } },
                serverInfo = new { name = Markup, version = Hidden },
                instructions = Markup + Hidden,
            },
            "ping" => new { },
            "tools/list" => new
            {
                tools = new[]
                {
                    new
                    {
                        name = "evil",
                        title = Hidden,
                        description = Markup + Hidden,
                        inputSchema = new
                        {
                            type = "object",
                            properties = new Dictionary<string,
                            object> { [Markup] = new { type = "string", description = Hidden } },
                        },
                    },
                },
            },
            "tools/call" => new
            {
                content = new object[]
                {
                    new { type = "text", text = Markup + Hidden },
                    new { type = "resource_link", uri = "javascript:window.pwned=1", name = Markup },
                    new { type = "image", mimeType = "image/svg+xml", data = "PHN2Zy8+" },
                },
            },
            _ => null,
        };
        if (result is null)
        {
            await context.Response.WriteAsJsonAsync(
                new { jsonrpc = "2.0", id, error = new { code = -32601, message = "no" } }, context.RequestAborted);
            return;
        }

        await context.Response.WriteAsJsonAsync(new { jsonrpc = "2.0", id, result }, context.RequestAborted);
    }
}
