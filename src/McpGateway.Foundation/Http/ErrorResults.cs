using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpGateway.Foundation.Http;

/// <summary>
/// The only place where an <see cref="Error"/> becomes an HTTP answer: <c>{"detail": "…"}</c> with the status of its kind.
/// </summary>
public static class ErrorResults
{
    private const string RetryAfterSeconds = "5";

    // Sent as application/json and never inside HTML: quotes and other scripts stay readable, as clients of the reference see them.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IResult ToResult(this Error error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return error.Fields.Count > 0 ? OfFields(error.Fields) : Detail(StatusCodeOf(error.Kind), error.Detail);
    }

    /// <summary><c>{"detail": "…"}</c> with a status.</summary>
    public static IResult Detail(int statusCode, string detail) => Json(new JsonObject { ["detail"] = detail }, statusCode);

    /// <summary>
    /// What cannot be answered at present, and may be in a moment: <c>{"detail": "…"}</c> with <c>Retry-After</c>, kept by no cache.
    /// </summary>
    /// <param name="context">Of the request; nothing of its answer may have been sent.</param>
    /// <param name="detail">What is away, for the caller.</param>
    /// <param name="statusCode">Where another one than 503 says more.</param>
    public static Task AnswerUnavailableAsync(
        HttpContext context, string detail, int statusCode = StatusCodes.Status503ServiceUnavailable)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Response.Headers.RetryAfter = RetryAfterSeconds;
        context.Response.Headers.CacheControl = "no-store";
        return Detail(statusCode, detail).ExecuteAsync(context);
    }

    /// <summary>A body whose members are decided at run time.</summary>
    public static IResult Json(JsonNode body, int statusCode = StatusCodes.Status200OK)
    {
        ArgumentNullException.ThrowIfNull(body);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            body.WriteTo(writer);
        }

        return TypedResults.Text(buffer.GetBuffer().AsSpan(0, (int)buffer.Length), "application/json", statusCode);
    }

    public static int StatusCodeOf(ErrorKind kind) => kind switch
    {
        ErrorKind.Invalid => StatusCodes.Status400BadRequest,
        ErrorKind.Unauthenticated => StatusCodes.Status401Unauthorized,
        ErrorKind.Forbidden => StatusCodes.Status403Forbidden,
        ErrorKind.NotFound => StatusCodes.Status404NotFound,
        ErrorKind.Conflict => StatusCodes.Status409Conflict,
        ErrorKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        ErrorKind.Unprocessable => StatusCodes.Status422UnprocessableEntity,
        ErrorKind.TooManyRequests => StatusCodes.Status429TooManyRequests,
        ErrorKind.Failed => StatusCodes.Status500InternalServerError,
        ErrorKind.BadGateway => StatusCodes.Status502BadGateway,
        ErrorKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
    };

    private static IResult OfFields(IReadOnlyList<FieldProblem> fields)
    {
        var problems = new Validation422();
        foreach (var field in fields)
        {
            problems.Value("body", field.Field, field.Input, field.Message);
        }

        return problems.ToResult();
    }
}
