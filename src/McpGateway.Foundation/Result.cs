using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpGateway.Foundation;

/// <summary>Why an operation was refused. <see cref="Detail"/> is safe to show to the caller.</summary>
public sealed record Error(ErrorKind Kind, string Detail)
{
    /// <summary>The machine-readable code of a protocol that has its own, such as <c>invalid_grant</c> of OAuth; null otherwise.</summary>
    public string? Code { get; init; }

    /// <summary>Why nothing came back of an exchange with somebody else; null for every other refusal.</summary>
    public OutboundFault? Fault { get; init; }

    /// <summary>Every field that does not fit, when the refusal is about fields. Safe to show: no secrets.</summary>
    public IReadOnlyList<FieldProblem> Fields { get; init; } = [];

    /// <summary>One refusal for all problems of a request, so that a caller can correct them at once.</summary>
    public static Error OfFields(IReadOnlyList<FieldProblem> fields) =>
        new(ErrorKind.Unprocessable, string.Join("; ", fields.Select(field => $"{field.Field}: {field.Message}"))) { Fields = fields };

    /// <summary>The same refusal, with what was sent in each field that does not tell it yet.</summary>
    /// <param name="sent">Finds the value of a field; null where there is none.</param>
    public Error WithInput(Func<string, JsonNode?> sent) => this with
    {
        Fields = [.. Fields.Select(field => field.Input is null ? field with { Input = sent(field.Field) } : field)],
    };

    /// <summary>The same refusal, with the members of the body that its fields name.</summary>
    /// <param name="body">The body that was refused.</param>
    public Error WithInput(JsonElement body) => WithInput(field => SentInput.Of(body, field));
}

/// <summary>Why an outgoing exchange had no answer.</summary>
public enum OutboundFault
{
    /// <summary>No connection, or one that broke.</summary>
    Unreachable,

    /// <summary>The name of the host cannot be resolved.</summary>
    UnknownName,

    /// <summary>The certificate is not trusted or not valid, or the other side does not speak TLS.</summary>
    NotSecure,

    /// <summary>It took too long.</summary>
    Late,
}

/// <summary>What is wrong with one field of a request.</summary>
public sealed record FieldProblem(string Field, string Message)
{
    /// <summary>The value that does not fit, masked where it is a secret; null when there is none, or it is too large to repeat.</summary>
    public JsonNode? Input
    {
        get;
        init => field = InputMask.Of(Field, value);
    }
}

/// <summary>Kinds of refusal. Each has exactly one HTTP status, see <c>Foundation/Http/ErrorResults</c>.</summary>
public enum ErrorKind
{
    Invalid,
    Unauthenticated,
    Forbidden,
    NotFound,
    Conflict,

    /// <summary>The request is larger than the limit.</summary>
    TooLarge,

    /// <summary>The request was understood, but its content does not fit the schema.</summary>
    Unprocessable,
    TooManyRequests,

    /// <summary>The operation failed for a reason that the caller cannot correct.</summary>
    Failed,

    /// <summary>Something that this process depends on (identity provider, peer, upstream) answered wrongly.</summary>
    BadGateway,
    Unavailable,
}

/// <summary>Outcome of an operation that may be refused for an expected reason.</summary>
public readonly record struct Result<T>
{
    private Result(T? value, Error? error) => (Value, Error) = (value, error);

    public T? Value { get; }

    public Error? Error { get; }

    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsSuccess => Error is null;

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Error error) => new(default, error);
}
