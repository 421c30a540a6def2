using System.Text.Json;
using static McpGateway.IntegrationTests.Registry.TestScopes;

namespace McpGateway.IntegrationTests.Registry;

/// <summary>A 422 says which value it is about, and repeats no secret.</summary>
public sealed class ValidationInputTests
{
    [Fact]
    public async Task Register_BadValues_AreRepeatedWithoutSecrets()
    {
        await using var host = await RegistryHost.StartAsync();

        var answer = await host.PostFormAsync(
            Admin,
            "/api/servers/register",
            ("name", "x"), ("description", "d"), ("path", "/api"), (
                "proxy_pass_url", "http://u:hunter2@up.test/mcp"), ("num_stars", "9"), ("supported_transports", "pigeon"),
            ("headers", """[{"X-Forwarded-For":"s3cret"}]"""));

        Assert.Equal(422, answer.Status);
        Assert.Equal("/api", Input(answer, "path"));
        Assert.Equal("http://********@up.test/mcp", Input(answer, "proxy_pass_url"));
        Assert.Equal("9", Input(answer, "num_stars"));
        Assert.Equal("""["pigeon"]""", Input(answer, "supported_transports"));
        Assert.Equal("", Input(answer, "headers"));
        Assert.DoesNotContain("hunter2", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rate_WithoutRating_RepeatsTheBody()
    {
        await using var host = await RegistryHost.StartAsync();
        await host.RegisterAsync("/a");

        var answer = await host.PostJsonAsync(Admin, "/api/servers/a/rate", """{"stars":5,"token":"s3cret"}""");

        Assert.Equal(422, answer.Status);
        Assert.Equal("""{"stars":5,"token":"********"}""", Input(answer, "rating"));
    }

    private static string Input(Answer answer, string field)
    {
        var item = answer.Json.GetProperty("detail").EnumerateArray().Single(item => item.GetProperty("loc")[1].GetString() == field);
        return item.GetProperty("input") is { ValueKind: JsonValueKind.Array or JsonValueKind.Object } json
            ? json.GetRawText()
            : item.GetProperty("input").ToString();
    }
}
