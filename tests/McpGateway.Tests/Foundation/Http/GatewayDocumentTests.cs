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
    [InlineData("/api/internal/register", "Basic")]
    [InlineData("/API/internal/list", "Basic")]
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

    private static async Task<JsonNode> ReadAsync(string? publicUrl = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("PUBLIC_URL", publicUrl)]);
        builder.Services.AddSingleton<PublicOrigin>();
        builder.Services.AddAuthorization();
        builder.Services.AddGatewayOpenApi();
        await using var app = builder.Build();
        app.MapGatewayOpenApi();
        foreach (var path in new[] { "/api/servers", "/api/internal/register", "/API/internal/list" })
        {
            app.MapPost(path, (HttpContext _) => TypedResults.Ok()).WithMetadata(Form);
        }

        app.MapPost("/open", (HttpContext _) => TypedResults.Ok()).AllowAnonymous();
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient();
        return JsonNode.Parse(await client.GetStringAsync(new Uri(app.Urls.Single() + "/openapi.json"),
            TestContext.Current.CancellationToken))!;
    }
}
