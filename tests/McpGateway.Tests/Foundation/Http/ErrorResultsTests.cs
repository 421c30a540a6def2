using System.Text.Json.Nodes;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;
using Microsoft.AspNetCore.Http;

namespace McpGateway.Tests.Foundation.Http;

public sealed class ErrorResultsTests
{
    public static TheoryData<ErrorKind, int> Kinds => new()
    {
        { ErrorKind.Invalid, 400 },
        { ErrorKind.Unauthenticated, 401 },
        { ErrorKind.Forbidden, 403 },
        { ErrorKind.NotFound, 404 },
        { ErrorKind.Conflict, 409 },
        { ErrorKind.TooLarge, 413 },
        { ErrorKind.Unprocessable, 422 },
        { ErrorKind.TooManyRequests, 429 },
        { ErrorKind.Failed, 500 },
        { ErrorKind.BadGateway, 502 },
        { ErrorKind.Unavailable, 503 },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task ToResult_Kind_HasItsStatusAndTheDetail(ErrorKind kind, int status)
    {
        var result = new Error(kind, "why é \"quoted\" <b>").ToResult();

        Assert.Equal(status, Assert.IsType<IStatusCodeHttpResult>(result, exactMatch: false).StatusCode);
        Assert.Equal("why é \"quoted\" <b>", (await JsonBodyTests.AnswerAsync(result))["detail"]!.GetValue<string>());
    }

    [Fact]
    public void Kinds_AreAllListed() => Assert.Equal(Enum.GetValues<ErrorKind>().Length, Kinds.Count);

    [Fact]
    public async Task ToResult_Fields_AreAllAnswered()
    {
        var error =
            Error.OfFields([new("path", "Must start with '/'") { Input = "a" }, new("password", "Too short") { Input = "hunter2" }]);

        var answer = await JsonBodyTests.AnswerAsync(error.ToResult());

        Assert.Equal("path: Must start with '/'; password: Too short", error.Detail);
        Assert.Equal(
            [("path", "Value error, Must start with '/'", "a"), ("password", "Value error, Too short", "********")],
            answer["detail"]!.AsArray().Select(item => (
                item!["loc"]![1]!.GetValue<string>(), item["msg"]!.GetValue<string>(), item["input"]!.GetValue<string>())));
    }

    /// <summary>The forms that existing clients log: type, place, message and what was sent.</summary>
    [Fact]
    public async Task Validation_EveryProblem_HasItsWireForm()
    {
        var problems = new Validation422()
            .Missing("body", "a")
            .NotBoolean("body", "b", "maybe")
            .NotInteger("query", "c", "x")
            .NotNumber("body", "d", "y")
            .Below("query", "e", "0", 1)
            .Above("query", "f", "9", 5)
            .NotJson(7, "why")
            .NotObject(JsonValue.Create(1));

        var items = (await JsonBodyTests.AnswerAsync(problems.ToResult()))["detail"]!.AsArray().Select(item => item!.ToJsonString());

        Assert.Equal(
            [
                """{"type":"missing","loc":["body","a"],"msg":"Field required","input":null}""",
                """{"type":"bool_parsing","loc":["body","b"],"msg":"Input should be a valid boolean, """
                    + """unable to interpret input","input":"maybe"}""",
                """{"type":"int_parsing","loc":["query","c"],"msg":"Input should be a valid integer, """
                    + """unable to parse string as an integer","input":"x"}""",
                """{"type":"float_parsing","loc":["body","d"],"msg":"Input should be a valid number, """
                    + """unable to parse string as a number","input":"y"}""",
                """{"type":"greater_than_equal","loc":["query","e"],"msg":"Input should be greater than or equal to 1","input":"0","ctx":"""
                    + """{"ge":1}}""",
                """{"type":"less_than_equal","loc":["query","f"],"msg":"Input should be less than or equal to 5","input":"9","ctx":"""
                    + """{"le":5}}""",
                """{"type":"json_invalid","loc":["body",7],"msg":"JSON decode error","input":{},"ctx":{"error":"why"}}""",
                """{"type":"model_attributes_type","loc":["body"],"msg":"Input should be a valid dictionary or object to extract fields """
                    + """from","input":1}""",
            ],
            items);
    }

    [Fact]
    public async Task Validation_AnsweredTwice_SaysTheSame()
    {
        var problems = new Validation422().Missing("body", "a");
        Assert.False(problems.IsEmpty);
        Assert.Equal(
            (await JsonBodyTests.AnswerAsync(problems.ToResult())).ToJsonString(), (await JsonBodyTests.AnswerAsync(problems.ToResult()))
                .ToJsonString());
    }
}
