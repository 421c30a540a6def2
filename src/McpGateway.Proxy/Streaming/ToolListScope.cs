using McpGateway.Proxy.JsonRpc;
using McpGateway.Proxy.Protocol;

namespace McpGateway.Proxy.Streaming;

/// <summary>
/// Which responses may carry a tool list. Said the safe way round: every response does, except those whose id belongs to another request
/// of the same POST. So a server that changes an id's spelling, or answers on another stream, cannot slip a list past the filter.
/// </summary>
internal sealed class ToolListScope
{
    /// <summary>For GET and resumed streams: any message.</summary>
    public static readonly ToolListScope Everything = new(default);

    private readonly JsonRpcBody _request;
    private readonly bool _isPinned;
    private HashSet<string>? _exempt;

    private ToolListScope(JsonRpcBody request, bool isPinned = false)
    {
        (_request, _isPinned) = (request, isPinned);
        foreach (var message in request)
        {
            ExpectsToolList |= IsJudged(message.Method, isPinned);
        }
    }

    /// <summary>
    /// Whether the POST asked for a list of tools, or for something else that is judged. If not, a plain JSON answer to it can be passed on
    /// unread.
    /// </summary>
    public bool ExpectsToolList { get; }

    /// <summary>For the answers to one POST.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="isPinned">Whether the server's definitions are compared with pins.</param>
    public static ToolListScope For(in JsonRpcBody request, bool isPinned = false) => new(request, isPinned);

    /// <summary>Whether what answers this method is read before it is passed on.</summary>
    public static bool IsJudged(string method, bool isPinned) => method == McpMethods.ToolsList
        || (isPinned && method is McpMethods.PromptsList or McpMethods.ResourcesList or McpMethods.ResourceTemplatesList
            or McpMethods.Initialize or McpMethods.Discover);

    /// <summary>
    /// Whether an answer that is too large to be held may pass unseen: somebody asked for something, and for no tool list. A server that
    /// answers the wrong thing is caught where the answer is small; one that means to tell its tools can do so in any text.
    /// </summary>
    public bool PassesLarge
    {
        get
        {
            var hasRequest = false;
            foreach (var message in _request)
            {
                hasRequest |= message.Kind == JsonRpcKind.Request;
            }

            return hasRequest && !ExpectsToolList;
        }
    }

    /// <summary>The id of the only request; empty when there is none, or several.</summary>
    public ReadOnlyMemory<byte> OnlyId =>
        _request is { IsBatch: false, Count: 1 } && _request[0].Kind == JsonRpcKind.Request ? _request[0].RawId : default;

    /// <summary>Whether a response with this id (raw; empty when absent or null) is to be filtered.</summary>
    public bool Covers(ReadOnlySpan<byte> rawId)
    {
        if (_request.Count == 0)
        {
            return true;
        }

        if (_request is { IsBatch: false, Count: 1 })
        {
            return _request[0] is not { Kind: JsonRpcKind.Request } only || ExpectsToolList || !JsonRpcId.Matches(rawId, only.RawId.Span);
        }

        return JsonRpcId.Key(rawId) is not { } key || !(_exempt ??= Exempt()).Contains(key);
    }

    private HashSet<string> Exempt()
    {
        var exempt = new HashSet<string>(StringComparer.Ordinal);
        foreach (var message in _request)
        {
            if (message.Kind == JsonRpcKind.Request && JsonRpcId.Key(message.RawId.Span) is { } key)
            {
                exempt.Add(key);
            }
        }

        foreach (var message in _request)
        {
            if (IsJudged(message.Method, _isPinned) && JsonRpcId.Key(message.RawId.Span) is { } key)
            {
                exempt.Remove(key);
            }
        }

        return exempt;
    }
}
