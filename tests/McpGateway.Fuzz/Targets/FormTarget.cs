using System.Text.Json;
using McpGateway.AuthorizationServer.Protocol;
using McpGateway.Core.Registry.Endpoints;
using McpGateway.Foundation.Http;
using Microsoft.AspNetCore.Http;

namespace McpGateway.Fuzz.Targets;

/// <summary>Forms, urlencoded and in parts: fields or a refusal.</summary>
internal sealed class FormTarget : FuzzTarget
{
    public override string Name => "form";

    public override long BytesPerByte => 4000;

    public override IReadOnlyList<string> Words { get; } =
    [
        "name=", "path=%2Fa", "&", "=", "%", "+", "tags=a,b", "num_tools=3.0", "num_stars=NaN", "is_python=on", "headers=[{}]",
        "tool_list_json=[]",
        "--b\r\n", "Content-Disposition: form-data; name=\"name\"\r\n\r\n", "\r\n--b--\r\n", "; filename=\"x\"", "resource=a&resource=b",
        "grant_type=",
    ];

    public override int Run(byte[] input)
    {
        var encoded = Read(Request(input, "application/x-www-form-urlencoded"));
        var parts = Read(Request(input, "multipart/form-data; boundary=b"));
        var oauth = Finish(OAuthParameters.OfFormAsync(Request(input, "application/x-www-form-urlencoded").Request, default));
        Require(oauth.IsSuccess || oauth.Error.Detail.Length > 0, "parameters or a reason");
        return HashCode.Combine(encoded, parts, oauth.IsSuccess, oauth.IsSuccess ? Math.Min(oauth.Value.Resources.Count, 3) : -1);
    }

    private static int Read(DefaultHttpContext context)
    {
        var read = Finish(FormFields.ReadAsync(context.Request, default).AsTask());
        if (!read.IsSuccess)
        {
            return -1;
        }

        var fields = read.Value;
        var draft = ServerFormReader.ReadDraft(fields);
        var number = fields.Number("num_stars", 1);
        Require(double.IsFinite(number), "a number is finite");
        var whole = fields.WholeNumber("num_tools", 2, 0, 9);
        Require(whole is >= 0 and <= 9, "a number is within its bounds");
        return HashCode.Combine(fields.IsValid, draft.Name.Length > 0, draft.Tags.Count > 1, fields.OptionalBoolean("is_python"), whole);
    }

    private static DefaultHttpContext Request(byte[] body, string type)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = "POST";
        context.Request.ContentType = type;
        context.Request.Body = new MemoryStream(body);
        return context;
    }

    /// <summary>The body is in memory: there is nothing to wait for.</summary>
    private static T Finish<T>(Task<T> task)
    {
        Require(task.IsCompleted || task.Wait(TimeSpan.FromSeconds(10)), "reading comes to an end");
        return task.GetAwaiter().GetResult();
    }
}

/// <summary>JSON bodies of the REST surface: what is taken can be read to its last text.</summary>
internal sealed class JsonBodyTarget : FuzzTarget
{
    public override string Name => "body";

    public override long BytesPerByte => 4000;

    public override IReadOnlyList<string> Words { get; } =
        ["{", "}", "[", "]", "\"a\":\"b\"", "\"a\":{}", "null", "1e5", ",", "\\u00e9", "\"password\":\"p\"", "\"\\ud83d\\ude00\""];

    public override int Run(byte[] input)
    {
        var context = new DefaultHttpContext();
        context.Request.Body = new MemoryStream(input);
        var body = JsonBody.ReadObjectAsync(context.Request, default).AsTask().GetAwaiter().GetResult();
        return body.Refusal is { } refusal ? StatusOf(refusal) : Read(body.Root);
    }

    private static int StatusOf(IResult refusal)
    {
        Require(refusal is IStatusCodeHttpResult { StatusCode: 422 or 413 }, "the fault is the client's");
        return 1;
    }

    /// <summary>As handlers do, who may ask for any of it.</summary>
    private static int Read(JsonElement element) => Math.Clamp(
        element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject().Sum(member => Math.Min(1, member.Name.Length) + Read(member.Value)),
            JsonValueKind.Array => element.EnumerateArray().Sum(Read),
            JsonValueKind.String => element.GetString()!.Length,
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null or JsonValueKind.Undefined => 1,
        },
        0,
        99);
}
