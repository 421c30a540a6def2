using static McpGateway.IntegrationTests.Registry.TestScopes;

namespace McpGateway.IntegrationTests.Registry;

public sealed class OpenApiTests
{
    [Fact]
    public async Task Document_Anonymous_DescribesRoutesFormsAndCredentials()
    {
        await using var host = await RegistryHost.StartAsync();

        var document = (await host.GetAsync(Anonymous, "/openapi.json")).Json;
        var paths = document.GetProperty("paths");
        var register = paths.GetProperty("/api/servers/register").GetProperty("post");
        var form = register.GetProperty("requestBody")
            .GetProperty("content")
            .GetProperty("application/x-www-form-urlencoded")
            .GetProperty("schema");

        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            "bearer",
            document.GetProperty("components").GetProperty("securitySchemes").GetProperty("Bearer").GetProperty("scheme").GetString());
        Assert.Equal("""[{"Bearer":[]}]""", Compact(register.GetProperty("security")));
        Assert.Equal("""[{"Basic":[]}]""", Compact(paths.GetProperty("/api/internal/list").GetProperty("get").GetProperty("security")));
        Assert.False(paths.GetProperty("/health").GetProperty("get").TryGetProperty("security", out _));
        Assert.Contains("proxy_pass_url", form.GetProperty("required").EnumerateArray().Select(name => name.GetString()));
        Assert.Contains(
            "health_status",
            document.GetProperty("components")
                .GetProperty("schemas")
                .GetProperty("ServerListItem")
                .GetProperty("properties")
                .EnumerateObject()
                .Select(member => member.Name));
    }

    private static string Compact(System.Text.Json.JsonElement element) =>
        element.GetRawText().Replace(" ", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal);
}
