namespace TravelAssistant;

/// <summary>How a booking agent's turn has ended, seen by the assistant.</summary>
internal enum DeskAnswerKind
{
    /// <summary>It did what it was asked for.</summary>
    Done,

    /// <summary>It needs to know something.</summary>
    Question,

    /// <summary>It will not, or must not, do it.</summary>
    Refusal,
}

/// <param name="Kind">How it ended.</param>
/// <param name="Text">In words for the traveller.</param>
internal sealed record DeskAnswer(DeskAnswerKind Kind, string Text);
