namespace McpGateway.Web.Components;

/// <summary>Asks before something is done that cannot be undone. One question at a time; <see cref="ConfirmDialog"/> shows it.</summary>
public sealed class Confirmation
{
    private TaskCompletionSource<bool>? _answer;

    internal event Action? Asked;

    internal Question? Current { get; private set; }

    /// <returns>Whether the person is sure.</returns>
    public Task<bool> AskAsync(string title, string text, string yes)
    {
        Answer(Current, isSure: false);
        Current = new(title, text, yes);
        _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Asked?.Invoke();
        return _answer.Task;
    }

    /// <summary>Answers a question, unless it is no longer the one that is asked.</summary>
    internal void Answer(Question? question, bool isSure)
    {
        if (question != Current)
        {
            return;
        }

        Current = null;
        _answer?.TrySetResult(isSure);
        _answer = null;
    }

    internal sealed class Question(string title, string text, string yes)
    {
        public string Title => title;

        public string Text => text;

        public string Yes => yes;
    }
}
