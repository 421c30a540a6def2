using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Registry.Importing;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;

namespace McpGateway.Tests.Registry.Importing;

/// <summary>
/// Server files of the Python product: what is missing gets its defaults, what has the wrong type is reported, all of it at once.
/// </summary>
public sealed class ImportDocumentTests
{
    private const string Smallest = """{"server_name":"Weather","path":"/weather"}""";

    private static readonly Dictionary<string, bool> NoStates = [];

    private static readonly string[] Values = ["null", "true", "1", "-1.5", "1e999", "\"x\"", "\"\"", "[]", "[1]", "[\"a\"]", "{}",
        "{\"a\":\"b\"}", "[{\"name\":\"t\"}]"];

    private static readonly string[] Names =
    [
        "server_name", "path", "description", "proxy_pass_url", "tags", "num_tools", "num_stars", "is_python", "license",
            "supported_transports", "auth_type",
        "auth_provider", "mcp_endpoint", "sse_endpoint", "transport", "headers", "tool_list", "rating_details", "_meta", "is_enabled",
    ];

    [Fact]
    public void Read_SmallestFile_HasTheDefaultsOfThePythonProduct()
    {
        var (draft, problems) = Read(Smallest);

        Assert.Empty(problems);
        Assert.Equal(("Weather", "", "/weather", null, "N/A", "none"),
            (draft.Name, draft.Description, draft.Path, draft.ProxyPassUrl, draft.License, draft.AuthType));
        Assert.Equal(["streamable-http"], draft.SupportedTransports);
        Assert.Equal((null, null, null, null, null), (draft.Headers, draft.Tools, draft.Ratings, draft.Meta, draft.IsEnabled));
    }

    [Fact]
    public void Read_WholeFile_TakesEveryMember()
    {
        var (draft, problems) = Read("""
            {"server_name":"Weather","path":"/weather/","description":"d","proxy_pass_url":"https://weather.test/","tags":["a","b"],
             "num_tools":3,"num_stars":4.5,"is_python":true,"license":"MIT","supported_transports":["sse"],
             "auth_type":"oauth","auth_provider":"keycloak",
             "mcp_endpoint":"https://weather.test/m","sse_endpoint":"https://weather.test/s","transport":"sse","headers":[{"X-A":"1"}],
             "tool_list":[{"name":"t"}],"rating_details":[{"user":"kim","rating":4}],"_meta":{"k":1},"is_enabled":true,"unknown":"left out"}
            """);

        Assert.Empty(problems);
        Assert.Equal((3, 4.5, true, "MIT", "oauth", "keycloak", "sse", true), (
            draft.StatedTools, draft.StatedStars, draft.IsPython, draft.License, draft.AuthType, draft.AuthProvider, draft.Transport,
                draft.IsEnabled));
        Assert.Equal(("https://weather.test/m", "https://weather.test/s", "1", "t", """{"k":1}"""), (
            draft.McpEndpoint, draft.SseEndpoint, draft.Headers![0].Value, draft.Tools![0].Name, draft.Meta?.GetRawText()));
        Assert.Equal([new StoredRating("kim", 4)], draft.Ratings);
    }

    [Theory]
    [InlineData("server_name", "5", "Must be a text")]
    [InlineData("server_name", "\" \"", "Field required")]
    [InlineData("server_name", "null", "Field required")]
    [InlineData("path", "[]", "Must be a text")]
    [InlineData("path", "\"\"", "Field required")]
    [InlineData("description", "{}", "Must be a text")]
    [InlineData("num_tools", "\"3\"", "Must be a number")]
    [InlineData("num_stars", "1e999", "Must be a number")]
    [InlineData("is_python", "\"true\"", "Must be true or false")]
    [InlineData("is_enabled", "1", "Must be true or false")]
    [InlineData("tags", "\"a,b\"", "Must be an array of texts")]
    [InlineData("tags", "[\"a\",1]", "Must be an array of texts")]
    [InlineData("supported_transports", "{}", "Must be an array of texts")]
    [InlineData("headers", "[\"X-A\"]", "Must be an array of objects such as")]
    [InlineData("tool_list", "[{}]", "Must be an array of tools")]
    [InlineData("rating_details", "[{\"user\":\"kim\"}]", "Must be an array of objects with user and rating")]
    [InlineData("rating_details", "[{\"user\":\"kim\",\"rating\":4.5}]", "Must be an array of objects with user and rating")]
    [InlineData("rating_details", "[{\"user\":1,\"rating\":4}]", "Must be an array of objects with user and rating")]
    public void Read_WrongType_IsReportedOnItsMember(string member, string value, string message)
    {
        var problem = Assert.Single(Read(With(member, value)).Problems);

        Assert.Equal(member, problem.Field);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("5")]
    [InlineData("null")]
    public void Read_NoObject_IsOneProblem(string json) => Assert.Equal("server", Assert.Single(Read(json).Problems).Field);

    [Fact]
    public void Read_SeveralFaults_ReportsThemAll() => Assert.Equal(
        ["path", "server_name", "tags"],
            Read("""{"server_name":1,"tags":2}""").Problems.Select(problem => problem.Field).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("3", 3)]
    [InlineData("3.0", 3)]
    [InlineData("3.5", 0)]
    [InlineData("1e300", 0)]
    [InlineData("-2", -2)]
    public void Read_NumTools_IsAWholeNumberOrForgotten(string value, int expected) =>
        Assert.Equal(expected, Read(With("num_tools", value)).Draft.StatedTools);

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    public void Read_NoTransports_AreTheUsualOne(string value) =>
        Assert.Equal(["streamable-http"], Read(With("supported_transports", value)).Draft.SupportedTransports);

    [Theory]
    [InlineData("/weather", "/weather", true, null, true)]
    [InlineData("/weather/", "/weather/", true, null, true)]
    [InlineData("/weather/", "/weather", false, "true", false)]
    [InlineData("weather", "/weather", true, "false", true)]
    [InlineData("/weather", "/other", true, null, null)]
    [InlineData("/weather", "/other", true, "true", true)]
    public void Read_State_OfTheStateFileWins(string path, string named, bool state, string? ownState, bool? expected)
    {
        var json = ownState is null ? $$"""{"server_name":"W","path":"{{path}}"}"""
            : $$"""{"server_name":"W","path":"{{path}}","is_enabled":{{ownState}}}""";
        var document = new ImportDocument(JsonElement.Parse(json), new Dictionary<string, bool> { [named] = state });

        Assert.Equal(expected, document.Read().IsEnabled);
    }

    [Fact]
    public void Read_BadDocument_StillTellsItsPath()
    {
        var document = new ImportDocument(JsonElement.Parse("""{"path":"/weather","tags":1}"""), NoStates);
        document.Read();

        Assert.Equal("/weather", document.Path);
    }

    /// <summary>Every member of any type is either taken or reported, and reading never throws.</summary>
    [Fact]
    public void Read_AnyTypes_ReportsEachMemberAtMostOnce()
    {
        var member = Gen.Elements(Names).SelectMany(_ => Gen.Elements(Values), static (name, value) => (Name: name, Value: value));
        Prop.ForAll(member.ListOf().ToArbitrary(), members =>
        {
            var json = "{" + string.Join(',', members.DistinctBy(item => item.Name).Select(item => $"\"{item.Name}\":{item.Value}")) + "}";
            var (draft, problems) = Read(json);
            return problems.Select(problem => problem.Field).Distinct().Count() == problems.Count
                && problems.All(problem => Names.Contains(problem.Field))
                && (problems.Count > 0 || (draft.Name.Length > 0 && draft.Path.Length > 0));
        }).QuickCheckThrowOnFailure();
    }

    private static string With(string member, string value) => member switch
    {
        "server_name" => $$"""{"server_name":{{value}},"path":"/weather"}""",
        "path" => $$"""{"server_name":"Weather","path":{{value}}}""",
        _ => Smallest[..^1] + $",\"{member}\":{value}}}",
    };

    private static (ServerRegistration Draft, IReadOnlyList<FieldProblem> Problems) Read(string json)
    {
        var document = new ImportDocument(JsonElement.Parse(json), NoStates);
        return (document.Read(), document.Problems);
    }
}
