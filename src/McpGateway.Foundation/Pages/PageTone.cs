namespace McpGateway.Foundation.Pages;

/// <summary>How something on a page is meant.</summary>
public enum PageTone
{
    Good,
    Warn,
    Bad,
}

/// <summary>Names of tones in style sheets.</summary>
internal static class PageTones
{
    public static string ClassOf(PageTone tone) => tone switch
    {
        PageTone.Good => "good",
        PageTone.Warn => "warn",
        PageTone.Bad => "bad",
    };
}
