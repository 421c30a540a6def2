using McpGateway.Core.Registry.Endpoints;
using McpGateway.Foundation;

namespace McpGateway.Tests.Registry.Endpoints;

/// <summary>The bodies of ratings and approvals: what existing clients send, and what must not come to mean something else.</summary>
public sealed class BodyTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("4", 4)]
    [InlineData("4.0", 4)]
    [InlineData("\"4\"", 4)]
    [InlineData("\" 4 \"", 4)]
    [InlineData("true", 1)]
    [InlineData("false", 0)]
    [InlineData("-3", -3)]
    public async Task Rating_Json_IsReadLeniently(string value, int expected)
    {
        var (rating, refusal) = await RatingBody.ReadAsync(Requests.Json($$"""{"rating":{{value}}}"""), Cancellation);

        Assert.Null(refusal);
        Assert.Equal(expected, rating);
    }

    [Theory]
    [InlineData("""{"rating":4.5}""", "int_from_float")]
    [InlineData("""{"rating":1e300}""", "int_from_float")]
    [InlineData("""{"rating":"four"}""", "int_parsing")]
    [InlineData("""{"rating":"4.5"}""", "int_parsing")]
    [InlineData("""{"rating":null}""", "int_type")]
    [InlineData("""{"rating":[4]}""", "int_type")]
    [InlineData("""{"rating":{}}""", "int_type")]
    [InlineData("""{"stars":4}""", "missing")]
    [InlineData("{}", "missing")]
    public async Task Rating_JsonThatIsNone_IsRefusedAsExistingClientsExpect(string body, string type)
    {
        var (_, refusal) = await RatingBody.ReadAsync(Requests.Json(body), Cancellation);

        var (status, answer) = await Requests.AnswerAsync(refusal!);
        Assert.Equal(422, status);
        var problem = answer.GetProperty("detail")[0];
        Assert.Equal(type, problem.GetProperty("type").GetString());
        Assert.Equal("""["body","rating"]""", problem.GetProperty("loc").GetRawText());
    }

    [Theory]
    [InlineData("rating=5", 5)]
    [InlineData("rating=1&rating=2", 2)]
    public async Task Rating_Form_IsUnderstoodToo(string form, int expected) =>
        Assert.Equal((expected, null), await RatingBody.ReadAsync(Requests.Form(form), Cancellation));

    [Theory]
    [InlineData("")]
    [InlineData("rating=")]
    [InlineData("rating=good")]
    public async Task Rating_FormWithoutNumber_Is422(string form)
    {
        var (_, refusal) = await RatingBody.ReadAsync(Requests.Form(form), Cancellation);

        Assert.Equal(422, (await Requests.AnswerAsync(refusal!)).Status);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("  \n", "")]
    [InlineData("{}", "")]
    [InlineData("""{"other":1}""", "")]
    [InlineData("""{"tools":["a","b"]}""", "a=,b=")]
    [InlineData("""{"tools":[{"name":"a","definition_hash":"h"},"b"]}""", "a=h,b=")]
    public async Task Approval_Body_NamesToolsAndHashes(string body, string expected)
    {
        var tools = await ApprovalBody.ReadAsync(Requests.Json(body), Cancellation);

        Assert.True(tools.IsSuccess, tools.Error?.Detail);
        Assert.Equal(expected, string.Join(',', tools.Value.Select(tool => $"{tool.Key}={tool.Value}")));
    }

    /// <summary>An empty map approves everything, so nothing that is not understood may become one.</summary>
    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("5")]
    [InlineData("{")]
    [InlineData("""{"tools":[]}""")]
    [InlineData("""{"tools":null}""")]
    [InlineData("""{"tools":"all"}""")]
    [InlineData("""{"tools":{}}""")]
    [InlineData("""{"tools":[1]}""")]
    [InlineData("""{"tools":[{"name":"a"}]}""")]
    [InlineData("""{"tools":[{"definition_hash":"h"}]}""")]
    [InlineData("""{"tools":[{"name":1,"definition_hash":"h"}]}""")]
    [InlineData("""{"tools":["a","a"]}""")]
    [InlineData("""{"tools":["a"],"tools":["b"]}""")]
    [InlineData("""{"tools":["\ud800"]}""")]
    public async Task Approval_BodyThatIsNotUnderstood_ApprovesNothing(string body) =>
        Assert.Equal(ErrorKind.Unprocessable, (await ApprovalBody.ReadAsync(Requests.Json(body), Cancellation)).Error?.Kind);
}
