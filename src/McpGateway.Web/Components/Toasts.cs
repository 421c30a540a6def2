namespace McpGateway.Web.Components;

/// <summary>Short messages in a corner. <see cref="ToastHost"/> shows them; who looks at one keeps it from going.</summary>
public sealed class Toasts
{
    private const int MaxShown = 5;

    private readonly List<Toast> _shown = [];
    private long _count;

    internal event Action? Changed;

    internal IReadOnlyList<Toast> Shown => _shown;

    internal void Add(ToastTone tone, string text, ToastAction? action = null)
    {
        _shown.Add(new(++_count, tone, text) { Action = action });
        if (_shown.Count > MaxShown)
        {
            _shown.RemoveAt(0);
        }

        Changed?.Invoke();
    }

    /// <summary>Takes away what went wrong on a page that was left.</summary>
    internal void RemoveErrors()
    {
        if (_shown.RemoveAll(static toast => toast.Tone == ToastTone.Error) > 0)
        {
            Changed?.Invoke();
        }
    }

    internal void Remove(Toast toast)
    {
        if (_shown.Remove(toast))
        {
            Changed?.Invoke();
        }
    }
}

internal enum ToastTone
{
    Done,
    Note,
    Error,
}

internal sealed record Toast(long Number, ToastTone Tone, string Text)
{
    private const int LettersReadInASecond = 15;

    /// <summary>What may be done about it, from whatever page.</summary>
    public ToastAction? Action { get; init; }

    /// <summary>Time enough to read it; what went wrong, or can be undone, stays longer.</summary>
    public TimeSpan Stays =>
        TimeSpan.FromSeconds((Tone == ToastTone.Error || Action is not null ? 10 : 4) + (Text.Length / LettersReadInASecond));
}

/// <param name="Text">Of the button.</param>
internal sealed record ToastAction(string Text, Func<Task> Run);
