using McpGateway.Core.Registry.Endpoints;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Tests.Registry;

public sealed class HealthMessagesTests
{
    [Theory]
    [InlineData("healthy", "healthy")]
    [InlineData("healthy-auth-expired", "healthy")]
    [InlineData("unhealthy: timeout", "unhealthy")]
    [InlineData("error: TypeError", "unhealthy")]
    [InlineData("disabled", "disabled")]
    [InlineData("checking", "unknown")]
    [InlineData("unknown", "unknown")]
    [InlineData("something new", "unknown")]
    public void Normalise_AnyStatus_IsOneOfFour(string status, string word) => Assert.Equal(word, HealthMessages.Normalise(status));

    [Fact]
    public void Parse_Docstring_IsTakenApart()
    {
        var parsed = ToolDescription.Parse("Does it.\n\nMore.\nArgs:\n  a: first\n  b: second\nReturns: a text\nRaises:\n  ValueError");

        Assert.Equal("Does it.\nMore.", parsed.Main);
        Assert.Equal("a: first\nb: second", parsed.Args);
        Assert.Equal("a text", parsed.Returns);
        Assert.Equal("ValueError", parsed.Raises);
    }

    [Theory]
    [InlineData("No sections at all", "No sections at all")]
    [InlineData("", "No description available.")]
    [InlineData(null, "No description available.")]
    public void Parse_WithoutSections_IsAllMain(string? description, string main) =>
        Assert.Equal(main, ToolDescription.Parse(description).Main);

    [Fact]
    public void Times_HaveMicrosecondsAndTheirOwnOffsets()
    {
        var time = new DateTimeOffset(2026, 1, 2, 5, 4, 5, TimeSpan.FromHours(2)).AddTicks(6789010);

        Assert.Equal("2026-01-02T03:04:05.678901", WireTime.Naive(time));
        Assert.Equal("2026-01-02T03:04:05.678901+00:00", WireTime.WithOffset(time));
        Assert.Null(WireTime.WithOffset(null));
    }
}
