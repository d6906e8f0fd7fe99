// Draws counts per day as lines. Only the parts of the chart library it needs are loaded. Must not fetch anything.
import { LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

use([LineChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

/** @returns the way to take the chart down again */
export function drawDays(
  box: HTMLElement,
  labels: readonly string[],
  series: readonly { readonly name: string; readonly values: readonly number[] }[],
  dark: boolean,
): () => void {
  const chart = init(box, dark ? 'dark' : undefined, { renderer: 'canvas' });
  chart.setOption({
    backgroundColor: 'transparent',
    // Figures come anew every few seconds: nothing may swing in again each time.
    animation: false,
    color: ['#5885cf', '#8b6fd0', '#0f8a61', '#cf3e36'],
    grid: { left: 4, right: 16, top: 40, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    legend: { top: 0 },
    tooltip: { trigger: 'axis', renderMode: 'richText' },
    xAxis: { type: 'category', data: labels.map((label) => label.slice(5)) },
    yAxis: { type: 'value', minInterval: 1 },
    series: series.map(({ name, values }) => ({
      type: 'line',
      name,
      data: [...values],
      lineStyle: { width: 2.5 },
      symbolSize: 7,
    })),
  });
  const watch = new ResizeObserver(() => chart.resize());
  watch.observe(box);
  return () => {
    watch.disconnect();
    chart.dispose();
  };
}
