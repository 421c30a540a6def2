namespace McpGateway.Foundation.Pages;

/// <summary>How something on a page is meant.</summary>
public enum PageTone
{
    Good,

    /// <summary>Neither good nor bad: it is as it was asked for.</summary>
    Plain,
    Warn,
    Bad,
}

/// <summary>How tones look.</summary>
internal static class PageTones
{
    /// <summary>The path of the symbol, in a box of 24 by 24.</summary>
    public static string PathOf(PageTone tone) => tone switch
    {
        PageTone.Good => "M5 12.5l4.5 4.5L19 7.5",
        PageTone.Plain => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 11v5M12 8h.01",
        PageTone.Warn => "M12 4l9 16H3zM12 10v4M12 17h.01",
        PageTone.Bad => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 8v5M12 16h.01",
    };

    /// <summary>The name in style sheets.</summary>
    public static string ClassOf(PageTone tone) => tone switch
    {
        PageTone.Good => "good",
        PageTone.Plain => "plain",
        PageTone.Warn => "warn",
        PageTone.Bad => "bad",
    };
}
