using System.Globalization;
using McpGateway.Core.Audit;
using McpGateway.Web.Components;

namespace McpGateway.Web.Usage;

/// <summary>Where numbers of calls lead to. Pure.</summary>
internal static class UsageLinks
{
    /// <summary>The page with the numbers of a server, a tool, a user or a client.</summary>
    public static string To(CallSubject subject, CallRange? range = null)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return PagePath.With(
            "ui/analytics", ("server", subject.Server), ("tool", subject.Tool), ("user", subject.User), ("client", subject.Client),
            ("range", range == CallRange.Day ? null : range?.Name));
    }

    /// <summary>The calls themselves.</summary>
    public static string Calls(CallSubject subject, CallRange range, string? outcome = null)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(range);
        return PagePath.With(
            "ui/activity", ("hours", range.Length.TotalHours.ToString("0", CultureInfo.InvariantCulture)), ("user", subject.User),
            ("server", subject.Server), ("tool", subject.Tool), ("client", subject.Client), ("outcome", outcome));
    }

    /// <summary>What a line of a split is about.</summary>
    /// <param name="of">What was split.</param>
    public static CallSubject SubjectOf(CallSubject of, CallSplit by, string key)
    {
        ArgumentNullException.ThrowIfNull(of);
        ArgumentNullException.ThrowIfNull(key);
        return by switch
        {
            CallSplit.Server => new() { Server = key },
            CallSplit.User => new() { User = key },
            CallSplit.Client => new() { Client = key },
            CallSplit.Tool => key.Split(' ', 2) is [var server, var tool] ? new() { Server = server, Tool = tool } : of,
        };
    }

    /// <summary>A line of a split, in words.</summary>
    public static string NameOf(CallSubject of, CallSplit by, string key)
    {
        var subject = SubjectOf(of, by, key);
        return by switch
        {
            CallSplit.Tool => SafeText.Show(of.Server is null ? $"{subject.Tool} · {subject.Server}" : subject.Tool ?? key),
            CallSplit.Client => ClientNames.Of(key) ?? "without a client",
            _ => SafeText.Show(key),
        };
    }
}
