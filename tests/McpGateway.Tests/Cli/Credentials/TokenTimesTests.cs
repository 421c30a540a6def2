using System.Text.Json.Nodes;
using McpGateway.Cli.Credentials.Files;

namespace McpGateway.Tests.Cli.Credentials;

public sealed class TokenTimesTests
{
    [Theory]
    [InlineData("1767323045", "2026-01-02T03:04:05Z")]
    [InlineData("1767323045.5", "2026-01-02T03:04:05Z")]
    [InlineData("\"2026-01-02T03:04:05Z\"", "2026-01-02T03:04:05Z")]
    [InlineData("\"2026-01-02T04:04:05+01:00\"", "2026-01-02T03:04:05Z")]
    [InlineData("\"2026-01-02 03:04:05 UTC\"", "2026-01-02T03:04:05Z")]
    [InlineData("\"2026-01-02T03:04:05.678901\"", "2026-01-02T03:04:05Z")]
    [InlineData("\"1767323045\"", "2026-01-02T03:04:05Z")]
    [InlineData("\" 1767323045.5 \"", "2026-01-02T03:04:05Z")]
    [InlineData("1767323045000", "2026-01-02T03:04:05Z")]
    [InlineData("\"1767323045678\"", "2026-01-02T03:04:05Z")]
    [InlineData("\"soon\"", null)]
    [InlineData("-1", null)]
    [InlineData("1e300", null)]
    [InlineData("null", null)]
    public void End_InEachForm_IsRead(string value, string? expected)
    {
        var end = TokenTimes.End(new() { ["expires_at"] = JsonNode.Parse(value) });

        Assert.Equal(expected, end is { } time ? TokenTimes.Iso(time) : null);
    }

    [Theory]
    [InlineData(null, 3600, "2026-01-02T02:00:00Z")]
    [InlineData("2026-01-02T02:00:00Z", 3600, "2026-01-02T02:30:00Z")]
    [InlineData("2026-01-02T02:55:00Z", 3600, "2026-01-02T02:57:30Z")]
    [InlineData("2026-01-01T00:00:00Z", 3600, "2026-01-02T02:00:00Z")]
    [InlineData("2026-01-02T02:00:00Z", 60, "2026-01-02T02:59:00Z")]
    [InlineData("2026-01-02T04:00:00Z", 60, "2026-01-02T02:59:00Z")]
    public void Due_ByBufferAndAge_IsNotBeforeHalfOfTheLife(string? start, int buffer, string expected)
    {
        var token = new JsonObject { ["expires_at"] = "2026-01-02T03:00:00Z", ["generated_at"] = start };

        Assert.Equal(expected, TokenTimes.Iso(TokenTimes.Due(token, TimeSpan.FromSeconds(buffer))!.Value));
    }

    [Fact]
    public void Due_WithoutAnEnd_IsNever() => Assert.Null(TokenTimes.Due(new() { ["access_token"] = "a" }, TimeSpan.FromHours(1)));
}
