using Spectre.Console;
using Spectre.Console.Rendering;

namespace McpGateway.Cli.Views;

/// <summary>A list for people. What does not fit is wrapped inside its column, between words as long as there is room for them.</summary>
internal sealed class TableView
{
    private const int Gap = 2;

    private readonly Table _table = new() { Border = new PlainBorder(), UseSafeBorder = false };
    private readonly List<IRenderable>[] _columns;
    private readonly string _ifEmpty;

    /// <param name="ifEmpty">What is said in place of a table without rows.</param>
    /// <param name="columns">Headings; <c>#</c> before one is for numbers, <c>!</c> for what is not wrapped unless it is very long.</param>
    public TableView(string ifEmpty, params string[] columns)
    {
        _ifEmpty = ifEmpty;
        _columns = [.. columns.Select(static column =>
            new List<IRenderable> { new Text(column.TrimStart('#', '!'), new Style(decoration: Decoration.Bold)) })];
        foreach (var (column, cells) in columns.Zip(_columns))
        {
            _table.AddColumn(new TableColumn(cells[0])
            {
                Alignment = column[0] == '#' ? Justify.Right : Justify.Left,
                NoWrap = column[0] is '#' or '!',
                Padding = new Padding(0, 0, Gap, 0),
            });
        }
    }

    public void Add(params ReadOnlySpan<Cell> cells)
    {
        var row = new IRenderable[cells.Length];
        for (var index = 0; index < cells.Length; index++)
        {
            row[index] = cells[index].Render();
            _columns[index].Add(row[index]);
        }

        _table.AddRow(row);
    }

    /// <summary>One row for each item.</summary>
    public TableView AddAll<T>(IEnumerable<T> items, Func<T, Cell[]> row)
    {
        foreach (var item in items)
        {
            Add(row(item));
        }

        return this;
    }

    public IRenderable Render() => _table.Rows.Count == 0 ? new Text(_ifEmpty + "\n") : new Fitted(this);

    /// <summary>Widths of the columns that need together no more than there is; null when all fit as they are.</summary>
    /// <param name="least">What each needs so that no word is broken.</param>
    /// <param name="most">What each needs so that nothing is wrapped.</param>
    /// <param name="floor">What each has to keep, where words must be broken.</param>
    /// <param name="room">What there is for all.</param>
    internal static int[]? Fit(IReadOnlyList<int> least, IReadOnlyList<int> most, IReadOnlyList<int> floor, int room)
    {
        if (most.Sum() <= room)
        {
            return null;
        }

        int[] widths = [.. least];
        var rest = room - widths.Sum();
        var wish = most.Sum() - widths.Sum();
        for (var index = 0; rest > 0 && index < widths.Length; index++)
        {
            widths[index] += (most[index] - least[index]) * rest / wish;
        }

        // Words are broken where they are longest.
        for (; rest < 0; rest++)
        {
            var widest = Enumerable.Range(0, widths.Length).Where(index => widths[index] > floor[index])
                .DefaultIfEmpty(-1).MaxBy(index => index < 0 ? 0 : widths[index]);
            if (widest < 0)
            {
                break;
            }

            widths[widest]--;
        }

        return widths;
    }

    private sealed class Fitted(TableView view) : Renderable
    {
        protected override Measurement Measure(RenderOptions options, int maxWidth) =>
            ((IRenderable)view._table).Measure(options, maxWidth);

        protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
        {
            var columns = view._table.Columns;
            var needs = view._columns
                .Select(cells => cells.Select(cell => cell.Measure(options, int.MaxValue)).ToArray()).ToArray();
            int[] most = [.. needs.Select(static cells => cells.Max(static cell => cell.Max))];
            var room = maxWidth - (Gap * columns.Count);
            bool[] isWhole = [.. columns.Select((column, index) => column.NoWrap && most[index] <= room / 2)];
            int[] least = [.. needs.Select((cells, index) => isWhole[index] ? most[index] : cells.Max(static cell => cell.Min))];
            int[] floor = [.. needs.Select((cells, index) => isWhole[index] ? most[index] : cells[0].Min)];
            var widths = Fit(least, most, floor, room);
            for (var index = 0; index < columns.Count; index++)
            {
                columns[index].Width = widths?[index];
                columns[index].NoWrap &= widths is null || isWhole[index];
            }

            return ((IRenderable)view._table).Render(options, maxWidth);
        }
    }

    /// <summary>No lines: what is copied out of the terminal is the text.</summary>
    private sealed class PlainBorder : TableBorder
    {
        public override bool Visible => false;

        public override string GetPart(TableBorderPart part) => " ";
    }
}
