using System.Text.Json;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Tests.Registry.Servers;

/// <summary>The rules of a registration, field by field.</summary>
public sealed class ServerValidatorTests
{
    public static TheoryData<string, ServerRegistration> Refused => new()
    {
        { "path", Records.Draft with { Path = "/" } },
        { "path", Records.Draft with { Path = "/api/x" } },
        { "name", Records.Draft with { Name = "" } },
        { "name", Records.Draft with { Name = "  " } },
        { "name", Records.Draft with { Name = new('n', 201) } },
        { "name", Records.Draft with { Name = "two\nlines" } },
        { "description", Records.Draft with { Description = new('d', 10_001) } },
        { "description", Records.Draft with { Description = "nul\0" } },
        { "description", Records.Draft with { Description = "escape\u001b[31m" } },
        { "proxy_pass_url", Records.Draft with { ProxyPassUrl = null } },
        { "proxy_pass_url", Records.Draft with { ProxyPassUrl = "ftp://weather.test/" } },
        { "proxy_pass_url", Records.Draft with { ProxyPassUrl = "inprocess://currenttime/" } },
        { "proxy_pass_url", Records.Draft with { ProxyPassUrl = null, SupportedTransports = ["stdio", "sse"] } },
        { "mcp_endpoint", Records.Draft with { McpEndpoint = "/relative" } },
        { "sse_endpoint", Records.Draft with { SseEndpoint = "https://kim:secret@weather.test/sse" } },
        { "tags", Records.Draft with { Tags = [.. Enumerable.Range(0, 51).Select(number => $"t{number}")] } },
        { "tags", Records.Draft with { Tags = [new('t', 65)] } },
        { "tags", Records.Draft with { Tags = ["a\tb"] } },
        { "tags", Records.Draft with { Tags = [" "] } },
        { "supported_transports", Records.Draft with { SupportedTransports = [] } },
        { "supported_transports", Records.Draft with { SupportedTransports = ["sse", "carrier-pigeon"] } },
        { "supported_transports", Records.Draft with { SupportedTransports = ["SSE"] } },
        { "transport", Records.Draft with { Transport = "http" } },
        { "license", Records.Draft with { License = new('l', 201) } },
        { "auth_type", Records.Draft with { AuthType = "" } },
        { "auth_type", Records.Draft with { AuthType = new('a', 201) } },
        { "auth_provider", Records.Draft with { AuthProvider = "a\rb" } },
        { "headers", Records.Draft with { Headers = [new("Host", "v")] } },
        { "headers", Records.Draft with { Headers = [new("X-A", "1"), new("x-a", "2")] } },
        { "num_tools", Records.Draft with { StatedTools = -1 } },
        { "num_tools", Records.Draft with { StatedTools = 5_001 } },
        { "num_stars", Records.Draft with { StatedStars = -0.1 } },
        { "num_stars", Records.Draft with { StatedStars = 5.1 } },
        { "num_stars", Records.Draft with { StatedStars = double.NaN } },
        { "num_stars", Records.Draft with { StatedStars = double.PositiveInfinity } },
        { "tool_list_json", Records.Draft with { Tools = [Records.Tool("a"), Records.Tool("a")] } },
        { "tool_list_json", Records.Draft with { Tools = [Records.Tool(" ")] } },
        { "tool_list_json", Records.Draft with { Tools = [Records.Tool(new string('t', 201))] } },
        { "tool_list_json", Records.Draft with { Tools = [Records.Tool("a\nb")] } },
        { "rating_details", Records.Draft with { Ratings = [new("kim", 0)] } },
        { "rating_details", Records.Draft with { Ratings = [new("kim", 6)] } },
        { "rating_details", Records.Draft with { Ratings = [new(" ", 3)] } },
        { "_meta", Records.Draft with { Meta = JsonElement.Parse($"\"{new string('m', 65_536)}\"") } },
    };

    public static TheoryData<ServerRegistration> Accepted =>
    [
        Records.Draft,
        Records.Draft with { Name = new('n', 200), License = new('l', 200), Tags = [new('t', 64)] },
        Records.Draft with { Description = "lines\r\n\tand tabs" },
        Records.Draft with { Description = "" },
        Records.Draft with { ProxyPassUrl = null, SupportedTransports = ["stdio"] },
        Records.Draft with { ProxyPassUrl = "http://[::1]:8080/mcp?key=1" },
        Records.Draft with { McpEndpoint = "", SseEndpoint = "", Transport = "" },
        Records.Draft with { SupportedTransports = ["streamable-http", "sse"], Transport = "sse" },
        Records.Draft with { StatedTools = 5_000, StatedStars = 5 },
        Records.Draft with { Headers = [] },
        Records.Draft with { Tools = [Records.Tool("a"), Records.Tool("A")] },
        Records.Draft with { Ratings = [new("kim", 1), new("kim", 5)] },
        Records.Draft with { Meta = JsonElement.Parse("""{"a":1}""") },
    ];

    [Theory]
    [MemberData(nameof(Refused))]
    public void ProblemsOf_BadField_NamesItAlone(string field, ServerRegistration draft) =>
        Assert.Equal([field], ServerValidator.ProblemsOf(draft, null).Select(problem => problem.Field).Distinct());

    [Theory]
    [MemberData(nameof(Accepted))]
    public void ProblemsOf_GoodDraft_HasNone(ServerRegistration draft) => Assert.Empty(ServerValidator.ProblemsOf(draft, null));

    [Theory]
    [InlineData("inprocess://currenttime/", "inprocess://currenttime/", true)]
    [InlineData("inprocess://currenttime/", "inprocess://mcpgw/", false)]
    [InlineData("inprocess://currenttime/", null, false)]
    public void ProblemsOf_AddressInsideTheProcess_OnlyForTheServerThatHasIt(string stated, string? own, bool isAccepted) =>
        Assert.Equal(isAccepted, ServerValidator.ProblemsOf(Records.Draft with { ProxyPassUrl = stated }, own).Count == 0);

    [Fact]
    public void ProblemsOf_SeveralBadFields_ReportsThemAll()
    {
        var problems = ServerValidator.ProblemsOf(Records.Draft with { Name = "", Path = "/", License = "\0", StatedStars = 9 }, null);

        Assert.Equal(["license", "name", "num_stars", "path"], problems.Select(problem => problem.Field).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ProblemsOf_ManyToolsWithOneFault_SaysItOnce() => Assert.Single(
        ServerValidator.ProblemsOf(
            Records.Draft with { Tools = [.. Enumerable.Range(0, 100).Select(number => Records.Tool($"a\n{number}"))] }, null));
}
