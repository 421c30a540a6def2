using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Identity.Accounts;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Identity.Accounts;

/// <summary>Bodies of the management API, and what is said of bad ones.</summary>
public sealed class AccountBodyTests
{
    [Theory]
    [InlineData("""{"name":"ann"}""", "ann", "")]
    [InlineData("""{"username":"ann"}""", "ann", "")]
    [InlineData("""{"name":"ann","username":"bob"}""", "ann", "")]
    [InlineData("""{}""", "", "missing body.name")]
    [InlineData("""{"name":null}""", "", "string_type body.name")]
    [InlineData("""{"name":7}""", "", "string_type body.name")]
    [InlineData("""{"name":["ann"]}""", "", "string_type body.name")]
    [InlineData("""{"name":""}""", "", "string_too_short body.name")]
    public async Task Text_Required_AsListed(string json, string expected, string problems)
    {
        var body = Body(json);

        Assert.Equal(expected, body.Text("name", "username"));
        Assert.Equal(problems, await ProblemsOf(body));
    }

    [Theory]
    [InlineData("""{}""", null, "")]
    [InlineData("""{"password":null}""", null, "")]
    [InlineData("""{"password":""}""", null, "")]
    [InlineData("""{"password":"p"}""", "p", "")]
    [InlineData("""{"password":false}""", null, "string_type body.password")]
    public async Task Optional_LeftOutNullAndEmpty_SayTheSame(string json, string? expected, string problems)
    {
        var body = Body(json);

        Assert.Equal(expected, body.Optional("password"));
        Assert.Equal(problems, await ProblemsOf(body));
    }

    [Theory]
    [InlineData("ann@x.example", true)]
    [InlineData("ann.b+c@mail.x.example", true)]
    [InlineData("ann", false)]
    [InlineData("ann@x", false)]
    [InlineData("@x.example", false)]
    [InlineData("ann@x.example.", false)]
    [InlineData("ann@.example", false)]
    [InlineData("ann @x.example", false)]
    [InlineData("Ann <ann@x.example>", false)]
    public async Task Email_Text_IsAnAddressOrAProblem(string text, bool isAddress)
    {
        var body = Body(new JsonObject { ["email"] = text }.ToJsonString());

        Assert.Equal(text, body.Email("email"));
        Assert.Equal(isAddress ? "" : "value_error body.email", await ProblemsOf(body));
    }

    [Fact]
    public async Task Email_Missing_IsOneProblemAndNotTwo()
    {
        var body = Body("{}");
        body.Email("email");

        Assert.Equal("missing body.email", await ProblemsOf(body));
    }

    [Theory]
    [InlineData("""{"groups":["a","b"]}""", true, "a b", "")]
    [InlineData("""{"groups":["a","b"]}""", false, "a b", "")]
    [InlineData("""{"groups":[]}""", true, "", "too_short body.groups")]
    [InlineData("""{"groups":[]}""", false, "", "")]
    [InlineData("""{"groups":null}""", true, null, "list_type body.groups")]
    [InlineData("""{"groups":null}""", false, null, "")]
    [InlineData("""{"groups":"a"}""", true, null, "list_type body.groups")]
    [InlineData("""{"groups":["a",1]}""", false, null, "list_type body.groups")]
    [InlineData("""{"groups":["a",null]}""", false, null, "list_type body.groups")]
    [InlineData("""{}""", true, null, "missing body.groups")]
    [InlineData("""{}""", false, null, "")]
    public async Task Groups_Member_AsListed(string json, bool isRequired, string? expected, string problems)
    {
        var body = Body(json);

        Assert.Equal(expected, body.Groups(isRequired) is { } groups ? string.Join(' ', groups) : null);
        Assert.Equal(problems, await ProblemsOf(body));
    }

    [Theory]
    [InlineData(500, true)]
    [InlineData(501, false)]
    public void Groups_Number_IsBounded(int count, bool isTaken)
    {
        var names = Enumerable.Range(0, count).Select(index => $"\"g{index}\"");

        Assert.Equal(isTaken ? count : null, Body($$"""{"groups":[{{string.Join(',', names)}}]}""").Groups(isRequired: true)?.Count);
    }

    [Theory]
    [InlineData("""{"enabled":true}""", true, "")]
    [InlineData("""{"enabled":false}""", false, "")]
    [InlineData("""{"enabled":null}""", null, "")]
    [InlineData("""{}""", null, "")]
    [InlineData("""{"enabled":"true"}""", null, "bool_type body.enabled")]
    [InlineData("""{"enabled":1}""", null, "bool_type body.enabled")]
    public async Task Boolean_Member_AsListed(string json, bool? expected, string problems)
    {
        var body = Body(json);

        Assert.Equal(expected, body.Boolean("enabled"));
        Assert.Equal(problems, await ProblemsOf(body));
    }

    [Fact]
    public async Task Problems_SeveralMembers_AreToldTogetherAndWithoutThePassword()
    {
        var body = Body("""{"password":["hunter2"],"enabled":"no"}""");
        body.Text("username");
        body.Optional("password");
        body.Boolean("enabled");

        var answer = await AnswerOf(body);

        Assert.Equal(3, JsonNode.Parse(answer)!["detail"]!.AsArray().Count);
        Assert.DoesNotContain("hunter2", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void User_WireForm_ShowsATemporaryPasswordOnlyOnce()
    {
        var account = new AccountSummary("1", "ann", "a@x.example", null, "Lee", false, ["staff"]);

        Assert.Equal(
            """{"id":"1","username":"ann","email":"a@x.example","firstName":null,"lastName":"Lee","enabled":false,"groups":["staff"]}""",
            AccountAnswers.User(account).ToJsonString());
        Assert.Equal("p", (string?)AccountAnswers.User(account with { TemporaryPassword = "p" })["temporary_password"]);
        Assert.Equal(2, (int?)AccountAnswers.Users([account, account])["total"]);
    }

    [Theory]
    [InlineData(true, "service_principal_id", "service_account_user_id")]
    [InlineData(false, "service_account_user_id", "service_principal_id")]
    public void ServiceAccount_WireForm_NamesTheAccountAsItsProviderDoes(bool isPrincipal, string member, string absent)
    {
        var answer = AccountAnswers.ServiceAccount(new("c", "u", "a", "s", ["g"]) { IsServicePrincipal = isPrincipal });

        Assert.Equal("a", (string?)answer[member]);
        Assert.False(answer.ContainsKey(absent));
        Assert.Equal(("c", "u", "s"), ((string?)answer["client_id"], (string?)answer["client_uuid"], (string?)answer["client_secret"]));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("", true)]
    [InlineData("NN", true)]
    [InlineData("lee", true)]
    [InlineData("x.EXAMPLE", true)]
    [InlineData("staff", false)]
    [InlineData("ann lee", false)]
    public void Matches_Search_LooksAtNamesAndAddress(string? search, bool expected) => Assert.Equal(
        expected, new AccountSummary("id-7", "ann", "a@x.example", null, "Lee", true, ["staff"]).Matches(search));

    private static AccountBody Body(string json) => new(JsonElement.Parse(json));

    private static async Task<string> ProblemsOf(AccountBody body) => body.Problems.IsEmpty ? "" : string.Join(
        ';',
        JsonNode.Parse(await AnswerOf(body))!["detail"]!.AsArray().Select(
            item => $"{item!["type"]} {string.Join('.', item["loc"]!.AsArray().Select(part => part!.ToString()))}"));

    private static async Task<string> AnswerOf(AccountBody body)
    {
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        var context = new DefaultHttpContext { RequestServices = services };
        using var written = new MemoryStream();
        context.Response.Body = written;
        await body.Problems.ToResult().ExecuteAsync(context);
        Assert.Equal(422, context.Response.StatusCode);
        return Encoding.UTF8.GetString(written.ToArray());
    }
}
