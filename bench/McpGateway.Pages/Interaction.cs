namespace McpGateway.Pages;

/// <summary>Something that a person does on a page, and what shows that it is done. Scripts, run in the page.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Page">Where it is done.</param>
/// <param name="Do">Does it; an expression or statements.</param>
/// <param name="Done">True when what was asked for is drawn; false before.</param>
/// <param name="Undo">Puts the page back, and <paramref name="Undone"/> is true when it is.</param>
internal sealed record Interaction(string Name, string Page, string Do, string Done, string Undo, string Undone)
{
    private const string Rows = "document.querySelectorAll('tr[data-server]').length";
    private const string Count = "document.querySelector('.page-head p').textContent";

    public static IReadOnlyList<Interaction> All(int servers) =>
    [
        new("servers, filter by text", "/ui/servers?view=table", Type("[type=search][aria-label^=Filter]", "Load 04242"),
            $"{Count}.startsWith('1 of')", Type("[type=search][aria-label^=Filter]", ""), $"{Count}.startsWith('{servers} of')"),
        new("servers, one letter more", "/ui/servers?view=table&q=Load+0", Type("[type=search][aria-label^=Filter]", "Load 04"),
            $"{Count}.startsWith('1000 of')", Type("[type=search][aria-label^=Filter]", "Load 0"), $"!{Count}.startsWith('1000 of')"),
        new("servers, by tag", "/ui/servers?view=table", Choose("[aria-label=Tag]", "team-7"), $"{Count}.startsWith('{servers / 40} of')",
            Choose("[aria-label=Tag]", ""), $"{Count}.startsWith('{servers} of')"),
        new("servers, by state", "/ui/servers?view=table", Click(".chips button:nth-child(2)"), $"{Count}.startsWith('0 of')",
            Click(".chips button:nth-child(1)"), $"{Count}.startsWith('{servers} of') || {Count}.startsWith('{servers + 2} of')"),
        new("servers, turned round", "/ui/servers?view=table&sort=name", Click("th:nth-child(2) button"),
            "document.querySelector('th[aria-sort=descending]') && " + First(servers - 1), Click("th:nth-child(2) button"),
            "document.querySelector('th[aria-sort=ascending]')"),
        new("servers, as cards", "/ui/servers?view=table", Click("[aria-label=Cards]"), "document.querySelector('.server-card')",
            Click("[aria-label=Table]"), Rows + " > 3"),
        new("search, suggestions", "/ui/settings", Type("#global-search", "create a ticket"),
            "document.querySelector('#search-results li')", Type("#global-search", ""), "!document.querySelector('#search-results li')"),
        new("server, another tab", "/ui/server/team/server7", Click("[href*='tab=connect']"), "document.querySelector('[data-snippet]')",
            Click(".tabs a:first-child"), "!document.querySelector('[data-snippet]')"),
        new("dashboard, 30 days", "/ui/", Link("30 days"), "location.search.includes('30d') && " + Calls(3), Link("1 hour"),
            "!location.search.includes('30d') && " + Drawn),
        new("analytics, 30 days", "/ui/analytics?range=24h", Link("30 days"),
            "document.querySelector(\"[data-range='30d']\") && document.querySelector('[data-split=Tool] tbody tr')", Link("24 hours"),
            "document.querySelector(\"[data-range='24h']\")"),
        new("analytics, 7 days", "/ui/analytics?range=24h", Link("7 days"),
            "document.querySelector(\"[data-range='7d']\") && document.querySelector('[data-split=Tool] tbody tr')", Link("24 hours"),
            "document.querySelector(\"[data-range='24h']\")"),
        new("activity, by outcome", "/ui/activity?hours=720", Choose("[aria-label=Outcome]", "denied"),
            "document.querySelectorAll('[data-calls] tbody .badge').length > 90 && "
                + "[...document.querySelectorAll('[data-calls] tbody .badge')].every(one => one.textContent === 'Denied')",
            Choose("[aria-label=Outcome]", ""),
            "[...document.querySelectorAll('[data-calls] tbody .badge')].some(one => one.textContent === 'Forwarded')"),
        new("activity, by server", "/ui/activity?hours=720", Change("[aria-label=Server]", "team/server7"),
            Every("team/server7"), Change("[aria-label=Server]", ""), $"!({Every("team/server7")})"),
        new("activity, by user", "/ui/activity?hours=720", Change("[aria-label=User]", "user0003@example.com"),
            "[...document.querySelectorAll('[data-calls] tbody td:nth-child(2)')].every(one => one.textContent.startsWith('user0003'))",
            Change("[aria-label=User]", ""),
            "[...document.querySelectorAll('[data-calls] tbody td:nth-child(2)')].some(one => !one.textContent.startsWith('user0003'))"),
        new("activity, a call opened", "/ui/activity?hours=24", Click("[data-calls] tbody button.link"),
            "document.querySelector('tr.details')", Click("[data-calls] tbody button.link"), "!document.querySelector('tr.details')"),
        new("activity, 30 days", "/ui/activity?hours=24", Choose("[aria-label=Time]", "720"),
            "location.search.includes('720') && document.querySelectorAll('.histogram .slot').length > 40",
            Choose("[aria-label=Time]", "24"), "!location.search.includes('720')"),
    ];

    private const string Drawn = "document.querySelector('.call-chart .slot')";

    private static string Calls(int digits) => $"document.querySelector('[data-stat=calls]').textContent.length >= {digits}";

    private static string First(int number) => $"document.querySelector('tr[data-server]').textContent.includes('Load {number:D5}')";

    private static string Every(string server) =>
        $"[...document.querySelectorAll('[data-calls] tbody td:nth-child(3)')].every(one => one.textContent === '{server}')";

    private static string Click(string selector) => $"document.querySelector(\"{selector}\").click()";

    private static string Link(string text) =>
        $"[...document.querySelectorAll('.ranges a, a.chip')].find(one => one.textContent.trim() === '{text}').click()";

    private static string Type(string selector, string text) => Set(selector, text, "input");

    private static string Choose(string selector, string value) => Set(selector, value, "change");

    private static string Change(string selector, string text) => Set(selector, text, "change");

    private static string Set(string selector, string text, string happens) =>
        $"{{ const field = document.querySelector(\"{selector}\"); field.focus(); field.value = '{text}'; "
            + $"field.dispatchEvent(new Event('{happens}', {{ bubbles: true }})); }}";
}
