using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.BuiltIn.Mcpgw;

namespace McpGateway.Tests.BuiltIn.Mcpgw;

/// <summary>Arguments as models write them: what fits is taken, everything that does not is named at once.</summary>
public sealed class ToolArgumentsTests
{
    private static readonly string[] Values =
        ["null", "true", "false", "0", "7", "2.5", "1e999", "99999999999", "\"\"", "\" \"", "\"x\"", "\"7\"", "[]", "[\"a\"]", "[1]", "{}",
            "{\"X-A\":\"1\"}", "[{\"name\":\"t\"}]"];

    private static readonly string[] Names =
    [
        "server_name", "path", "proxy_pass_url", "description", "tags", "num_tools", "num_stars", "is_python", "license", "auth_provider",
            "auth_type",
        "supported_transports", "headers", "tool_list",
    ];

    [Theory]
    [InlineData("\"x\"", "x", null)]
    [InlineData("\"\"", "", null)]
    [InlineData("null", null, null)]
    [InlineData(null, null, null)]
    [InlineData("5", null, "'a' must be a text")]
    [InlineData("[\"x\"]", null, "'a' must be a text")]
    public void Text_Value_IsATextOrAProblem(string? value, string? expected, string? problem)
    {
        var arguments = Arguments(value);

        Assert.Equal(expected, arguments.Text("a"));
        Assert.Equal(problem, arguments.Problems.SingleOrDefault());
    }

    [Theory]
    [InlineData("\"x\"", "x", null)]
    [InlineData("\" \"", "", "'a' is required")]
    [InlineData("null", "", "'a' is required")]
    [InlineData(null, "", "'a' is required")]
    [InlineData("5", "", "'a' must be a text")]
    public void RequiredText_Value_HasOneProblemAtMost(string? value, string expected, string? problem)
    {
        var arguments = Arguments(value);

        Assert.Equal(expected, arguments.RequiredText("a"));
        Assert.Equal(problem, arguments.Problems.SingleOrDefault());
    }

    [Theory]
    [InlineData(null, 3, true)]
    [InlineData("null", 3, true)]
    [InlineData("1", 1, true)]
    [InlineData("10", 10, true)]
    [InlineData("\"7\"", 7, true)]
    [InlineData("\" 7 \"", 7, true)]
    [InlineData("0", 3, false)]
    [InlineData("11", 3, false)]
    [InlineData("7.5", 3, false)]
    [InlineData("\"seven\"", 3, false)]
    [InlineData("true", 3, false)]
    [InlineData("[7]", 3, false)]
    [InlineData("99999999999", 3, false)]
    public void WholeNumber_Value_IsWithinItsLimits(string? value, int expected, bool fits)
    {
        var arguments = Arguments(value);

        Assert.Equal(expected, arguments.WholeNumber("a", 3, 1, 10));
        Assert.Equal(fits ? null : "'a' must be a whole number from 1 to 10", arguments.Problems.SingleOrDefault());
    }

    [Theory]
    [InlineData(null, true, true)]
    [InlineData("false", false, true)]
    [InlineData("true", true, true)]
    [InlineData("\"false\"", true, false)]
    [InlineData("0", true, false)]
    public void Boolean_Value_IsTrueOrFalse(string? value, bool expected, bool fits)
    {
        var arguments = Arguments(value);

        Assert.Equal(expected, arguments.Boolean("a", true));
        Assert.Equal(fits, arguments.Problems.Count == 0);
    }

    [Theory]
    [InlineData("""["b"," a ","","b"]""", "b,a", true)]
    [InlineData("[]", "", true)]
    [InlineData("null", null, true)]
    [InlineData("""["a",1]""", null, false)]
    [InlineData("\"a\"", null, false)]
    public void Texts_Value_IsAListWithoutBlanksAndRepeats(string value, string? expected, bool fits)
    {
        var arguments = Arguments(value);

        var texts = arguments.Texts("a");
        Assert.Equal(expected, texts is null ? null : string.Join(',', texts));
        Assert.Equal(fits, arguments.Problems.Count == 0);
    }

    [Theory]
    [InlineData("{}", true)]
    [InlineData("null", true)]
    [InlineData("[]", false)]
    [InlineData("\"{}\"", false)]
    public void Object_Value_IsAnObject(string value, bool fits)
    {
        var arguments = Arguments(value);

        Assert.Equal(value == "{}", arguments.Object("a") is not null);
        Assert.Equal(fits, arguments.Problems.Count == 0);
    }

    [Fact]
    public void Problems_OfSeveralArguments_AreCollected()
    {
        var arguments = new ToolArguments(new Dictionary<string,
            JsonElement>
        { ["b"] = JsonElement.Parse("1"), ["c"] = JsonElement.Parse("{}") });
        arguments.RequiredText("a");
        arguments.Text("b");
        arguments.Texts("c");
        arguments.Refuse("and more");

        var answer = ToolAnswers.Invalid(arguments);

        Assert.True(answer.IsError);
        Assert.Equal(
            "The arguments do not fit: 'a' is required; 'b' must be a text; 'c' must be an array of texts; and more.",
            answer.StructuredContent!.Value.GetProperty("error").GetString());
        Assert.Equal(400, answer.StructuredContent.Value.GetProperty("status").GetInt32());
    }

    [Fact]
    public void ServiceDraft_NeededArguments_HaveTheRegistrysDefaults()
    {
        var draft = ServiceDraft.Read(new(new Dictionary<string, JsonElement>
        {
            ["server_name"] = JsonElement.Parse("\"W\""),
            ["path"] = JsonElement.Parse("\"/w\""),
            ["proxy_pass_url"] = JsonElement.Parse("\"http://w.test/\""),
        }));

        Assert.Equal(("W", "/w", "http://w.test/", "", "N/A", "none"),
            (draft.Name, draft.Path, draft.ProxyPassUrl, draft.Description, draft.License, draft.AuthType));
        Assert.Equal(["streamable-http"], draft.SupportedTransports);
        Assert.Equal((null, null), (draft.Headers, draft.Tools));
    }

    [Theory]
    [InlineData("headers", """["X-A"]""", "'headers' must be an array of objects")]
    [InlineData("tool_list", """[{}]""", "'tool_list' must be an array of objects with a name")]
    [InlineData("num_stars", "6", "'num_stars' must be a whole number from 0 to 5")]
    public void ServiceDraft_WrongArgument_IsNamed(string name, string value, string problem)
    {
        var arguments = new ToolArguments(new Dictionary<string, JsonElement>
        {
            ["server_name"] = JsonElement.Parse("\"W\""),
            ["path"] = JsonElement.Parse("\"/w\""),
            ["proxy_pass_url"] = JsonElement.Parse("\"http://w.test/\""),
            [name] = JsonElement.Parse(value),
        });
        ServiceDraft.Read(arguments);

        Assert.StartsWith(problem, Assert.Single(arguments.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void ServiceDraft_AnyArguments_NamesEachProblemOnce()
    {
        var argument = Gen.Elements(Names).SelectMany(_ => Gen.Elements(Values), static (name, value) => (Name: name, Value: value));
        Prop.ForAll(argument.ListOf().ToArbitrary(), list =>
        {
            var arguments = new ToolArguments(
                list.DistinctBy(item => item.Name).ToDictionary(item => item.Name, item => JsonElement.Parse(item.Value)));
            ServiceDraft.Read(arguments);
            return arguments.Problems.Select(problem => problem.Split('\'')[1]).Distinct().Count() == arguments.Problems.Count;
        }).QuickCheckThrowOnFailure();
    }

    private static ToolArguments Arguments(string? value) =>
        new(value is null ? null : new Dictionary<string, JsonElement> { ["a"] = JsonElement.Parse(value) });
}
