// Line and bar charts from the data beside them (`shell/chart.html`), drawn by ECharts as SVG in the colours of the tokens.
import { dataOf, family, onThemeChange, showTable, token } from "./theme.mjs";

const GAP = 14; // px: labels at the right nearer than this are pushed apart

function axes(data) {
  const text = { color: token("muted"), fontSize: 12, fontFamily: family() };
  const line = { lineStyle: { color: token("edge"), width: 1 } };
  return {
    xAxis: {
      type: "category",
      data: data.x,
      boundaryGap: data.kind === "bar",
      axisLabel: { ...text, hideOverlap: true },
      axisLine: line,
      axisTick: { show: false },
    },
    yAxis: {
      type: "value",
      scale: !data.fromZero,
      splitNumber: 4,
      axisLabel: text,
      axisLine: { show: false },
      axisTick: { show: false },
      splitLine: { lineStyle: { color: token("line"), width: 1 } },
    },
  };
}

function ruleLine(rule) {
  if (!rule) return undefined;
  return {
    silent: true,
    symbol: "none",
    lineStyle: { color: token("late"), width: 1.5, type: "solid" },
    label: { formatter: rule.name, color: token("late"), fontFamily: family(), position: "end" },
    data: [{ yAxis: rule.value }],
  };
}

function lastPoint(values) {
  for (let at = values.length - 1; at >= 0; at -= 1) if (values[at] !== null) return at;
  return -1;
}

function lineSeries(series, place, data) {
  const colour = series.comparison ? token("edge") : place === 0 ? token("accent") : token(`cat8-${place + 1}`);
  const end = lastPoint(series.values);
  const ends = end >= 0 ? `${series.name}${series.comparison ? "" : ` ${series.texts[end]}`}` : "";
  return {
    name: series.name,
    type: "line",
    connectNulls: false,
    data: series.values.map((value, at) => ({ value, symbolSize: !series.comparison && at === end ? 9 : 5 })),
    symbol: "circle",
    showSymbol: !series.comparison && series.values.length <= 40,
    itemStyle: { color: colour },
    lineStyle: { color: colour, width: series.comparison ? 1.5 : 2, type: series.comparison ? [5, 3] : "solid" },
    endLabel: {
      show: true,
      formatter: ends,
      distance: 10,
      color: series.comparison ? token("muted") : colour,
      fontWeight: series.comparison ? 400 : 600,
      fontFamily: family(),
      fontSize: 12,
    },
    labelLayout: { moveOverlap: "shiftY" },
    markLine: place === 0 ? ruleLine(data.rule) : undefined,
    z: series.comparison ? 2 : 3,
  };
}

function barSeries(series, place, data) {
  return {
    name: series.name,
    type: "bar",
    barMaxWidth: 20,
    data: series.values,
    itemStyle: { color: place === 0 ? token("accent") : token(`cat8-${place + 1}`), borderRadius: 0 },
    markLine: place === 0 ? ruleLine(data.rule) : undefined,
  };
}

// A flagged value stands alone, as an amber triangle with its figure: no line goes through it.
function flagSeries(series) {
  return {
    name: series.name,
    type: "scatter",
    symbol: "triangle",
    symbolSize: 11,
    silent: false,
    itemStyle: { color: token("light-warn"), borderColor: token("light-warn-edge"), borderWidth: 1 },
    data: series.flags.map((flag) => ({ value: [flag.at, flag.value], name: flag.why })),
    label: {
      show: true,
      position: "top",
      color: token("warn"),
      fontFamily: family(),
      formatter: (point) => series.flags[point.dataIndex].text,
    },
  };
}

// A bar that is not there says why, on the axis.
function lackSeries(series) {
  const lacking = series.values.flatMap((value, at) => (value === null ? [at] : []));
  return {
    type: "scatter",
    symbolSize: 0.1,
    silent: true,
    data: lacking.map((at) => [at, 0]),
    label: {
      show: true,
      position: "top",
      color: token("muted"),
      fontFamily: family(),
      formatter: (point) => series.texts[lacking[point.dataIndex]],
    },
  };
}

// End labels nearer than GAP pixels are moved apart by half of what lacks, up and down.
function pushApart(chart, option) {
  const ends = option.series
    .filter((series) => series.type === "line")
    .map((series) => {
      const values = series.data.map((point) => point.value);
      const at = lastPoint(values);
      return at < 0 ? null : { series, y: chart.convertToPixel({ yAxisIndex: 0 }, values[at]) };
    })
    .filter(Boolean)
    .sort((a, b) => a.y - b.y);
  for (let place = 1; place < ends.length; place += 1) {
    const lack = GAP - (ends[place].y - ends[place - 1].y);
    if (lack > 0) {
      ends[place - 1].series.endLabel.offset = [0, -Math.min(lack / 2 + 2, 10)];
      ends[place].series.endLabel.offset = [0, Math.min(lack / 2 + 2, 10)];
    }
  }
  chart.setOption({ series: option.series });
}

export function optionOf(data) {
  const made = data.series.map((series, place) => (data.kind === "bar" ? barSeries : lineSeries)(series, place, data));
  const flagged = data.series.filter((series) => series.flags.length).map(flagSeries);
  const lacking = data.kind === "bar" ? data.series.filter((series) => series.values.includes(null)).map(lackSeries) : [];
  return {
    animation: false,
    aria: { enabled: true, label: { description: data.finding } },
    textStyle: { fontFamily: family(), fontSize: 12, color: token("muted") },
    grid: { left: 44, right: data.kind === "line" || data.rule ? 92 : 16, top: 16, bottom: 28 },
    tooltip: {
      trigger: "axis",
      confine: true,
      backgroundColor: token("surface"),
      borderColor: token("line"),
      borderWidth: 1,
      extraCssText: "box-shadow: none",
      textStyle: { color: token("text"), fontFamily: family(), fontSize: 12 },
      valueFormatter: (value) => (value === null || value === undefined ? "—" : `${value} ${data.unit}`),
    },
    ...axes(data),
    series: [...made, ...flagged, ...lacking],
  };
}

function draw(frame, echarts) {
  let data = dataOf(frame.dataset.chart);
  const chart = echarts.init(frame, null, { renderer: "svg" });
  const refresh = () => {
    const option = optionOf(data);
    chart.setOption(option, true);
    if (data.kind === "line") pushApart(chart, option);
  };
  refresh();
  onThemeChange(refresh);
  frame.addEventListener("lingnan:data", (event) => {
    data = event.detail;
    refresh();
  });
  new ResizeObserver(() => chart.resize()).observe(frame);
  frame.dataset.ready = "yes";
}

const frames = [...document.querySelectorAll("[data-chart]")];
if (frames.length) {
  import("../vendor/echarts.mjs").then(
    (echarts) => frames.forEach((frame) => draw(frame, echarts)),
    (error) => frames.forEach((frame) => showTable(frame, error)),
  );
}
