using McpGateway.Core.Invocation;

namespace McpGateway.Web.Pages.Agent;

/// <summary>One message of a person, and what the agent answered so far: events as they came, an artifact's pieces together.</summary>
internal sealed class ChatTurn(string text, string? skill)
{
    /// <summary>What a page keeps of one answer; what comes after it is counted only.</summary>
    private const int MaxItems = 200;
    private const int MaxCharacters = 256 * 1024;

    private readonly List<ChatItem> _items = [];
    private int _characters;

    public string Text => text;

    public string? Skill => skill;

    public IReadOnlyList<ChatItem> Items => _items;

    public bool IsRunning { get; set; } = true;

    /// <summary>Why there is no more, or nothing at all.</summary>
    public string? Problem { get; set; }

    public string? TaskId { get; private set; }

    /// <summary>Where the task stands; null when the agent made none.</summary>
    public string? State { get; private set; }

    public int LeftOut { get; private set; }

    /// <param name="said">The event.</param>
    /// <param name="after">How long after the message it came.</param>
    public void Add(AgentEvent said, TimeSpan after)
    {
        TaskId = said.TaskId ?? TaskId;
        var isNewState = said.State is not null && said.State != State;
        State = said.State ?? State;
        if (said.Parts.Count == 0 && !isNewState)
        {
            return;
        }

        _characters += said.Parts.Sum(static part => part.Text.Length + (part.Data?.GetRawText().Length ?? 0));
        var isMore = said.Kind == AgentEventKind.Artifact && _items is [.., { Kind: AgentEventKind.Artifact } last]
            && last.ArtifactId == said.ArtifactId;
        if (_characters > MaxCharacters || (!isMore && _items.Count >= MaxItems))
        {
            LeftOut++;
        }
        else if (isMore)
        {
            var known = _items[^1];
            _items[^1] = known with { Parts = said.Appends ? Join(known.Parts, said.Parts) : said.Parts, Pieces = known.Pieces + 1 };
        }
        else
        {
            _items.Add(new(said.Kind, isNewState ? said.State : null, said.ArtifactId, said.ArtifactName, said.Parts, after));
        }
    }

    /// <summary>Text that continues text is one text.</summary>
    private static IReadOnlyList<AgentPart> Join(IReadOnlyList<AgentPart> former, IReadOnlyList<AgentPart> latter) =>
        former is [.., { Kind: AgentPartKind.Text } end] && latter is [{ Kind: AgentPartKind.Text } begin, ..]
            ? [.. former.SkipLast(1), end with { Text = end.Text + begin.Text }, .. latter.Skip(1)]
            : [.. former, .. latter];
}

/// <summary>One thing that an agent said within a turn.</summary>
/// <param name="State">The state that the task came to with it; null when it stayed.</param>
/// <param name="After">How long after the message it came first.</param>
internal sealed record ChatItem(
    AgentEventKind Kind, string? State, string? ArtifactId, string? Name, IReadOnlyList<AgentPart> Parts, TimeSpan After)
{
    /// <summary>In how many pieces it came.</summary>
    public int Pieces { get; init; } = 1;
}
