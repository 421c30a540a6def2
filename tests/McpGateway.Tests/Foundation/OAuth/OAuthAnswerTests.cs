using FsCheck;
using FsCheck.Fluent;
using McpGateway.Foundation;
using McpGateway.Foundation.OAuth;

namespace McpGateway.Tests.Foundation.OAuth;

public sealed class OAuthAnswerTests
{
    [Theory]
    [InlineData("""{"n":3600}""", 3600L)]
    [InlineData("""{"n":3600.9}""", 3600L)]
    [InlineData("""{"n":"3600"}""", 3600L)]
    [InlineData("""{"n":-1}""", -1L)]
    [InlineData("""{"n":1e14}""", 100000000000000L)]
    [InlineData("""{"n":1e15}""", null)]
    [InlineData("""{"n":1e400}""", null)]
    [InlineData("""{"n":"1e3"}""", null)]
    [InlineData("""{"n":"99999999999999999999"}""", null)]
    [InlineData("""{"n":""}""", null)]
    [InlineData("""{"n":true}""", null)]
    [InlineData("""{"n":null}""", null)]
    [InlineData("""{"n":[1]}""", null)]
    [InlineData("""{}""", null)]
    public void Number_Member_WholeNumberOrNone(string json, long? expected) => Assert.Equal(expected, Answers.Of(json).Number("n"));

    [Theory]
    [InlineData("""{"t":"a"}""", "a")]
    [InlineData("""{"t":""}""", "")]
    [InlineData("""{"t":1}""", null)]
    [InlineData("""{"t":["a"]}""", null)]
    [InlineData("""{"t":null}""", null)]
    [InlineData("""{"T":"a"}""", null)]
    [InlineData("""{}""", null)]
    public void Text_Member_StringOrNone(string json, string? expected) => Assert.Equal(expected, Answers.Of(json).Text("t"));

    [Theory]
    [InlineData("""{"f":true}""", true)]
    [InlineData("""{"f":false}""", false)]
    [InlineData("""{"f":"true"}""", false)]
    [InlineData("""{"f":1}""", false)]
    [InlineData("""{}""", false)]
    public void Flag_Member_OnlyTrueIsTrue(string json, bool expected) => Assert.Equal(expected, Answers.Of(json).Flag("f"));

    [Theory]
    [InlineData("""{"l":["a","b"]}""", "a b")]
    [InlineData("""{"l":["a",1,null,["b"],"c"]}""", "a c")]
    [InlineData("""{"l":[]}""", "")]
    [InlineData("""{"l":"a"}""", null)]
    [InlineData("""{"l":{"a":"b"}}""", null)]
    [InlineData("""{}""", null)]
    public void Texts_Member_StringsOfAListOrNone(string json, string? expected) =>
        Assert.Equal(expected, Answers.Of(json).Texts("l") is { } found ? string.Join(' ', found) : null);

    [Theory]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"a":1} x""")]
    [InlineData("""[1]""")]
    [InlineData("\"text\"")]
    [InlineData("""{"a":"\ud800"}""")]
    [InlineData("""{"a":[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]}""")]
    [InlineData("")]
    public void Json_NotOneStrictObject_IsNone(string body)
    {
        var answer = Answers.Of(body);

        Assert.Null(answer.Json);
        Assert.False(answer.IsSuccess);
        Assert.Equal("login.example:8443 did not answer with a JSON object", answer.Content().Error!.Detail);
    }

    [Theory]
    [InlineData(200, """{"a":1}""", null, null)]
    [InlineData(201, """{"a":1}""", null, null)]
    [InlineData(302, """{"a":1}""", ErrorKind.BadGateway, "login.example:8443 answered 302")]
    [InlineData(400, """{"error":"invalid_grant"}""", ErrorKind.BadGateway, "login.example:8443 answered 400 (invalid_grant)")]
    [InlineData(401, """{"error":"<script>"}""", ErrorKind.BadGateway, "login.example:8443 answered 401")]
    [InlineData(404, "no json", ErrorKind.BadGateway, "login.example:8443 answered 404")]
    [InlineData(500, "no json", ErrorKind.Unavailable, "login.example:8443 answered 500")]
    [InlineData(503, """{"error":"later"}""", ErrorKind.Unavailable, "login.example:8443 answered 503 (later)")]
    public void Content_Status_ObjectOrWhatStandsAgainstIt(int status, string body, ErrorKind? kind, string? detail)
    {
        var found = Answers.Of(body, status).Content();

        Assert.Equal((kind, detail), (found.Error?.Kind, found.Error?.Detail));
        Assert.Equal(kind is null, found.IsSuccess);
    }

    [Fact]
    public void Content_NoAnswer_IsTheFailure()
    {
        var failure = new Error(ErrorKind.Unavailable, "login.example cannot be reached");
        var answer = new OAuthAnswer(Answers.Host, 0, null) { Failure = failure };

        Assert.Same(failure, answer.Content().Error);
        Assert.False(answer.SaysNotHere);
        Assert.Null(answer.Text("a"));
        Assert.Null(answer.Texts("a"));
        Assert.Null(answer.Number("a"));
        Assert.False(answer.Flag("a"));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(200, false)]
    [InlineData(302, false)]
    [InlineData(400, true)]
    [InlineData(404, true)]
    [InlineData(499, true)]
    [InlineData(500, false)]
    public void SaysNotHere_Status_OnlyRefusals(int status, bool expected) =>
        Assert.Equal(expected, new OAuthAnswer(Answers.Host, status, null).SaysNotHere);

    [Fact]
    public void ToString_Answer_HoldsNoToken() =>
        Assert.Equal("200", Answers.Of("""{"access_token":"very secret"}""").ToString());

    /// <summary>Whatever an answer says of an error, no more than a code of it is repeated.</summary>
    [Fact]
    public void Content_AnyError_RepeatsNothingButACode() => Prop.ForAll<NonNull<string>>(static text =>
    {
        var detail = Answers.OfMembers(("error", text.Get), ("error_description", text.Get)) with { Status = 400 };
        var said = detail.Content().Error!.Detail["login.example:8443 answered 400".Length..];
        return said.Length == 0
            || (said == $" ({text.Get})" && text.Get.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-'));
    }).QuickCheckThrowOnFailure();
}
