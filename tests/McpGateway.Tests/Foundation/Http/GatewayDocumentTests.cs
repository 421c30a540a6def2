using System.Text.Json.Nodes;
using McpGateway.Foundation.Http;
using McpGateway.Foundation.Http.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace McpGateway.Tests.Foundation.Http;

/// <summary>The description of the REST surface, from a real server: what it says about credentials and forms.</summary>
public sealed class GatewayDocumentTests
{
    private static readonly FormDescription Form = new(
    [
        new("name", FormFieldKind.Text, IsRequired: true, "What it is called."),
        new("is_enabled", FormFieldKind.Boolean, IsRequired: false),
        new("num_stars", FormFieldKind.Number, IsRequired: false),
        new("num_tools", FormFieldKind.WholeNumber, IsRequired: true),
    ]);

    [Theory]
    [InlineData("/api/servers", "Bearer")]
    [InlineData("/scripts/register", "Basic")]
    [InlineData("/scripts/list", "Basic")]
    [InlineData("/api/internal/list", "Bearer")]
    [InlineData("/open", null)]
    public async Task Operation_Credential_IsTheOneItTakes(string path, string? scheme)
    {
        var document = await ReadAsync();

        var security = document["paths"]![path]!["post"]!["security"]?.AsArray();

        Assert.Equal(scheme, security is [JsonObject one] ? one.Single().Key : null);
    }

    [Fact]
    public async Task Document_Head_NamesTheProductAndItsSchemes()
    {
        var document = await ReadAsync("https://gw.example/mcp/");

        Assert.Equal("MCP Gateway & Registry", document["info"]!["title"]!.GetValue<string>());
        Assert.Equal("https://gw.example/mcp", document["servers"]![0]!["url"]!.GetValue<string>());
        Assert.Equal(["Basic", "Bearer"], document["components"]!["securitySchemes"]!.AsObject().Select(scheme => scheme.Key)
            .Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data")]
    public async Task Form_Described_HasItsFieldsInBothEncodings(string type)
    {
        var document = await ReadAsync();

        var schema = document["paths"]!["/api/servers"]!["post"]!["requestBody"]!["content"]![type]!["schema"]!;

        Assert.Equal(
            ["is_enabled boolean", "name string", "num_stars number", "num_tools integer"],
            schema["properties"]!.AsObject().Select(field => $"{field.Key} {field.Value!["type"]}").Order(StringComparer.Ordinal));
        Assert.Equal(["name", "num_tools"], schema["required"]!.AsArray().Select(name => name!.GetValue<string>())
            .Order(StringComparer.Ordinal));
        Assert.Equal("What it is called.", schema["properties"]!["name"]!["description"]!.GetValue<string>());
    }

    [Fact]
    public async Task Document_IsForAnybody()
    {
        var document = await ReadAsync();

        Assert.Null(document["paths"]!["/openapi.json"]);
        Assert.StartsWith("3.", document["openapi"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    /// <summary>Made once for all, so nothing of a request may be in it.</summary>
    [Fact]
    public async Task Document_WhateverTheRequestSays_IsTheSame()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<PublicOrigin>();
        builder.Services.AddAuthorization();
        builder.Services.AddGatewayOpenApi();
        await using var app = builder.Build();
        app.MapGatewayOpenApi();
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new(app.Urls.Single()) };
        using var strange = new HttpRequestMessage(HttpMethod.Get, "/openapi.json") { Headers = { Host = "evil.example" } };

        using var first = await client.SendAsync(strange, TestContext.Current.CancellationToken);
        using var second = await client.GetAsync(new Uri("/openapi.json", UriKind.Relative), TestContext.Current.CancellationToken);
        using var known = new HttpRequestMessage(HttpMethod.Get, "/openapi.json") { Headers = { IfNoneMatch = { second.Headers.ETag! } } };
        using var third = await client.SendAsync(known, TestContext.Current.CancellationToken);

        var text = await second.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(await first.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), text);
        Assert.DoesNotContain("evil.example", text, StringComparison.Ordinal);
        Assert.Equal(System.Net.HttpStatusCode.NotModified, third.StatusCode);
    }

    private static async Task<JsonNode> ReadAsync(string? publicUrl = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("PUBLIC_URL", publicUrl)]);
        builder.Services.AddSingleton<PublicOrigin>();
        builder.Services.AddAuthorizationBuilder()
            .AddPolicy("Scripts", static policy => policy.AddAuthenticationSchemes(CredentialSchemes.Basic).RequireAuthenticatedUser());
        builder.Services.AddGatewayOpenApi();
        await using var app = builder.Build();
        app.MapGatewayOpenApi();
        app.MapPost("/api/servers", (HttpContext _) => TypedResults.Ok()).WithMetadata(Form);
        app.MapPost("/api/internal/list", (HttpContext _) => TypedResults.Ok());
        var scripts = app.MapGroup("/scripts").RequireAuthorization("Scripts");
        scripts.MapPost("/register", (HttpContext _) => TypedResults.Ok());
        app.MapPost("/scripts/list", (HttpContext _) => TypedResults.Ok())
            .RequireAuthorization(static policy => policy.AddAuthenticationSchemes(CredentialSchemes.Basic).RequireAuthenticatedUser());

        app.MapPost("/open", (HttpContext _) => TypedResults.Ok()).AllowAnonymous();
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient();
        return JsonNode.Parse(await client.GetStringAsync(new Uri(app.Urls.Single() + "/openapi.json"),
            TestContext.Current.CancellationToken))!;
    }
}
