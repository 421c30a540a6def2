using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using McpGateway.Proxy.Protocol;

namespace McpGateway.Proxy.JsonRpc;

/// <summary>Reads one message object. After a fault it goes on to the object's end, so that the error can carry the id.</summary>
internal ref struct MessageReader(ReadOnlyMemory<byte> utf8)
{
    private const int MaxMethodBytes = 256;

    private static readonly string[] Deciding = ["jsonrpc", "id", "method", "params", "result", "error"];

    private readonly ReadOnlyMemory<byte> _utf8 = utf8;
    private ParamsReader _params;
    private string? _problem;
    private ReadOnlyMemory<byte> _id;
    private bool _hasId;
    private bool _idIsNull;
    private bool _hasVersion;
    private bool _hasResult;
    private bool _hasError;
    private string? _method;

    public readonly JsonRpcFault Fault => new(JsonRpcErrors.InvalidRequest, _problem ?? "", _idIsNull ? default : _id);

    /// <summary>Reads the object at the reader's current token; leaves the reader on its end. Refuses anything else unread.</summary>
    public bool TryRead(ref Utf8JsonReader reader, [NotNullWhen(true)] out JsonRpcMessage? message)
    {
        message = null;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            Refuse("A JSON-RPC message is an object.");
            return false;
        }

        var names = new MemberNames(_utf8.Span);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var verdict = names.Add(ref reader, Deciding);
            if (verdict == MemberVerdict.Fine)
            {
                ReadMember(ref reader);
            }
            else
            {
                RefuseMember(ref reader, verdict);
            }
        }

        Refuse(ShapeProblem());
        if (_problem is null)
        {
            message = Build();
        }

        return message is not null;
    }

    private void ReadMember(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("jsonrpc"u8))
        {
            reader.Read();
            _hasVersion = reader.TokenType == JsonTokenType.String && reader.ValueSpan.SequenceEqual("2.0"u8);
        }
        else if (reader.ValueTextEquals("id"u8))
        {
            reader.Read();
            ReadId(ref reader);
        }
        else if (reader.ValueTextEquals("method"u8))
        {
            reader.Read();
            ReadMethod(ref reader);
        }
        else if (reader.ValueTextEquals("params"u8))
        {
            reader.Read();
            _params = new ParamsReader(_utf8);
            _params.Read(ref reader);
            Refuse(_params.Problem);
        }
        else if (reader.ValueTextEquals("result"u8))
        {
            _hasResult = true;
        }
        else if (reader.ValueTextEquals("error"u8))
        {
            _hasError = true;
            reader.Read();
            Refuse(reader.TokenType == JsonTokenType.StartObject ? null : "The member 'error' must be an object.");
        }

        reader.Skip();
    }

    private void RefuseMember(ref Utf8JsonReader reader, MemberVerdict verdict)
    {
        if (verdict == MemberVerdict.Duplicate && reader.ValueTextEquals("id"u8))
        {
            _idIsNull = true;
        }

        Refuse(Describe(verdict, "the message"));
        reader.Skip();
    }

    private void ReadId(ref Utf8JsonReader reader)
    {
        _hasId = true;
        _idIsNull = true;
        if (reader.TokenType == JsonTokenType.String || (reader.TokenType == JsonTokenType.Number && IsInteger(reader.ValueSpan)))
        {
            _idIsNull = false;
            _id = _utf8[(int)reader.TokenStartIndex..(int)reader.BytesConsumed];
        }
        else if (reader.TokenType != JsonTokenType.Null)
        {
            Refuse("The member 'id' must be a string or an integer without fraction and exponent.");
        }
    }

    private void ReadMethod(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            Refuse("The member 'method' must be a string.");
        }
        else if (reader.ValueSpan.Length is 0 or > MaxMethodBytes)
        {
            Refuse($"The member 'method' must have 1 to {MaxMethodBytes} bytes.");
        }
        else
        {
            _method = ReadMethodName(ref reader);
            Refuse(_method is null ? "The member 'method' has a lone surrogate." : null);
        }
    }

    private static string? ReadMethodName(ref Utf8JsonReader reader)
    {
        try
        {
            return McpMethods.Find(reader.ValueSpan) ?? reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private readonly string? ShapeProblem() =>
        !_hasVersion ? "The member 'jsonrpc' must be \"2.0\"."
        : _method is not null && (_hasResult || _hasError) ? "A message has either 'method' or 'result'/'error', not both."
        : _method is not null
            && _hasId
            && _idIsNull ? "A request's 'id' must not be null: use a string or an integer, or leave it out for a notification."
        : _method is not null ? null
        : _hasResult && _hasError ? "A response has either 'result' or 'error', not both."
        : !_hasResult && !_hasError ? "The member 'method' is missing."
        : _hasResult && _id.IsEmpty ? "A response with 'result' needs the 'id' of its request."
        : null;

    private JsonRpcMessage? Build()
    {
        if (_method is null)
        {
            return new JsonRpcMessage { Kind = _hasError ? JsonRpcKind.ErrorResponse : JsonRpcKind.Response, RawId = _id };
        }

        if (!_params.TryResolve(_method, out var target, out var version, out var isSelfDescribing))
        {
            Refuse(_params.Problem);
            return null;
        }

        return new JsonRpcMessage
        {
            Kind = _hasId ? JsonRpcKind.Request : JsonRpcKind.Notification,
            RawId = _id,
            Method = _method,
            Target = target,
            ProtocolVersion = version,
            IsSelfDescribing = isSelfDescribing,
        };
    }

    /// <summary>The first problem counts.</summary>
    private void Refuse(string? problem) => _problem ??= problem;

    /// <summary>One spelling per number: parsers disagree on what <c>1.0</c> and <c>1e0</c> are.</summary>
    private static bool IsInteger(ReadOnlySpan<byte> number) => !number.ContainsAny((byte)'.', (byte)'e', (byte)'E');

    internal static string? Describe(MemberVerdict verdict, string place) => verdict switch
    {
        MemberVerdict.Fine => null,
        MemberVerdict.Duplicate => $"A member of {place} appears twice: send each name once.",
        MemberVerdict.LookAlike => $"A member of {place} differs only in letter case from one that decides: use the exact name, once.",
        MemberVerdict.LoneSurrogate => $"A member name of {place} has a lone surrogate.",
    };
}
