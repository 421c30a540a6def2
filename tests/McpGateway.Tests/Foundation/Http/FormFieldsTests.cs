using System.Text;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Foundation.Http;

public sealed class FormFieldsTests
{
    [Theory]
    [InlineData("1", true)]
    [InlineData("on", true)]
    [InlineData("T", true)]
    [InlineData("True", true)]
    [InlineData("y", true)]
    [InlineData("YES", true)]
    [InlineData("0", false)]
    [InlineData("Off", false)]
    [InlineData("f", false)]
    [InlineData("False", false)]
    [InlineData("n", false)]
    [InlineData("no", false)]
    [InlineData(" true", null)]
    [InlineData("2", null)]
    [InlineData("ja", null)]
    [InlineData("", null)]
    public void TryParseBoolean_Token_AsListed(string token, bool? expected) =>
        Assert.Equal(expected, BooleanText.TryParse(token, out var parsed) ? parsed : null);

    [Theory]
    [InlineData("3", 3)]
    [InlineData(" -3 ", -3)]
    [InlineData("3.0", 3)]
    [InlineData("3.5", null)]
    [InlineData("1e3", null)]
    [InlineData("99999999999", null)]
    [InlineData("x", null)]
    [InlineData("", null)]
    public void TryParseInteger_Token_AsListed(string token, int? expected) =>
        Assert.Equal(expected, FormFields.TryParseInteger(token, out var parsed) ? parsed : null);

    [Fact]
    public async Task Read_RepeatedAndEmptyValues_LastWinsAndEmptyIsAbsent()
    {
        var form = (await ReadAsync("application/x-www-form-urlencoded", "a=1&a=2&b=&c=x&c=")).Value!;

        Assert.Equal(("2", null, null), (form.Find("a"), form.Find("b"), form.Find("c")));
        Assert.Equal(["1", "2"], form.All("a"));
    }

    [Fact]
    public async Task Read_Multipart_HasTheFields()
    {
        var body = "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nvalue\r\n--x--\r\n";

        Assert.Equal("value", (await ReadAsync("multipart/form-data; boundary=x", body)).Value!.Find("a"));
    }

    [Fact]
    public async Task Read_JsonBody_ReportsRequiredFieldsMissing()
    {
        var form = (await ReadAsync("application/json", """{"a":"1"}""")).Value!;
        form.RequiredText("a");
        form.RequiredBoolean("b");

        Assert.Equal(
            """{"detail":[{"type":"missing","loc":["body","a"],"msg":"Field required","input":null},{"type":"missing","loc":["body","b"]"""
                + ""","msg":"Field required","input":null}]}""",
            await BodyOfAsync(form.Problems.ToResult()));
    }

    [Fact]
    public async Task Read_BadScalars_AreAllReported()
    {
        var form = (await ReadAsync("application/x-www-form-urlencoded", "flag=maybe&n=3.5&low=0&high=9&d=x")).Value!;
        form.Boolean("flag", true);
        form.WholeNumber("n", 0);
        form.WholeNumber("low", 1, minimum: 1);
        form.WholeNumber("high", 1, maximum: 5);
        form.Number("d", 0);

        var body = await BodyOfAsync(form.Problems.ToResult());

        Assert.Contains("""{"type":"bool_parsing","loc":["body","flag"],"msg":"Input should be a valid boolean, """
            + """unable to interpret input","input":"maybe"}""", body, StringComparison.Ordinal);
        Assert.Contains("int_parsing", body, StringComparison.Ordinal);
        Assert.Contains("""
            "ctx":{"ge":1}
            """, body, StringComparison.Ordinal);
        Assert.Contains("""
            "ctx":{"le":5}
            """, body, StringComparison.Ordinal);
        Assert.Contains("float_parsing", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_TooLarge_IsRefused()
    {
        var read = await ReadAsync("application/x-www-form-urlencoded", "a=" + new string('x', 5 * 1024 * 1024));

        Assert.Equal(ErrorKind.TooLarge, read.Error!.Kind);
    }

    [Fact]
    public async Task Read_BrokenMultipart_IsRefused()
    {
        var read = await ReadAsync("multipart/form-data; boundary=x", "--x\r\nno header end");

        Assert.Equal(ErrorKind.Invalid, read.Error!.Kind);
    }

    private static async Task<Result<FormFields>> ReadAsync(string contentType, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var context = new DefaultHttpContext();
        context.Request.ContentType = contentType;
        context.Request.ContentLength = bytes.Length;
        context.Request.Body = new MemoryStream(bytes);
        return await FormFields.ReadAsync(context.Request, TestContext.Current.CancellationToken);
    }

    private static async Task<string> BodyOfAsync(IResult result)
    {
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        var context = new DefaultHttpContext { Response = { Body = new MemoryStream() }, RequestServices = services };
        await result.ExecuteAsync(context);
        Assert.Equal(422, context.Response.StatusCode);
        return Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray());
    }
}
